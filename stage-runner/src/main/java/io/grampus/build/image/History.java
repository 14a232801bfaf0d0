package io.grampus.build.image;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How one step of an image came to be. Source: OCI image specification, config.md, "history".
 *
 * @param emptyLayer true for a step that changed only the config, so that it has no layer
 */
@JsonPropertyOrder({"created", "created_by", "author", "comment", "empty_layer"})
public record History(
    @Nullable Instant created,
    @JsonProperty("created_by") @Nullable String createdBy,
    @Nullable String author,
    @Nullable String comment,
    @JsonProperty("empty_layer") @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean emptyLayer,
    @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> unknownFields) {

  /** The comment with which BuildKit signs the steps of a Dockerfile. */
  public static final String BUILDKIT_COMMENT = "buildkit.dockerfile.v0";

  /** Copies the unknown fields. */
  public History {
    unknownFields = Immutable.sorted(unknownFields);
  }

  /** A step of a Dockerfile as BuildKit records it. */
  public static History ofStep(@Nullable Instant created, String createdBy, boolean emptyLayer) {
    return new History(created, createdBy, null, BUILDKIT_COMMENT, emptyLayer, Map.of());
  }

  /** The same step at another time. */
  public History withCreated(@Nullable Instant changed) {
    return new History(changed, createdBy, author, comment, emptyLayer, unknownFields);
  }
}
