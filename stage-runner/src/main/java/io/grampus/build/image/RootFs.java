package io.grampus.build.image;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The digests of an image's uncompressed layers, base first. Source: OCI image specification,
 * config.md, "rootfs".
 *
 * @param type always {@code layers}
 */
@JsonPropertyOrder({"type", "diff_ids"})
public record RootFs(
    String type,
    @JsonProperty("diff_ids") @JsonInclude(JsonInclude.Include.ALWAYS) List<Digest> diffIds,
    @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> unknownFields) {

  /** Copies the collections. */
  public RootFs {
    type = orLayers(type);
    diffIds = Immutable.list(diffIds);
    unknownFields = Immutable.sorted(unknownFields);
  }

  /** A root file system of these layers. */
  public static RootFs of(List<Digest> diffIds) {
    return new RootFs("layers", diffIds, Map.of());
  }

  /** This root file system with one more layer on top. */
  public RootFs plus(Digest diffId) {
    List<Digest> changed = new ArrayList<>(diffIds);
    changed.add(diffId);
    return new RootFs(type, changed, unknownFields);
  }

  private static String orLayers(@Nullable String type) {
    return type == null ? "layers" : type;
  }
}
