package io.grampus.build.image;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A list of manifests: the images of a layout, or the platforms of one image. Source: OCI image
 * specification, image-index.md.
 */
@JsonPropertyOrder({"schemaVersion", "mediaType", "manifests", "annotations"})
public record ImageIndex(
    int schemaVersion,
    @Nullable String mediaType,
    @JsonInclude(JsonInclude.Include.ALWAYS) List<Descriptor> manifests,
    Map<String, String> annotations,
    @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> unknownFields) {

  /** Copies the collections. */
  public ImageIndex {
    manifests = Immutable.list(manifests);
    annotations = Immutable.sorted(annotations);
    unknownFields = Immutable.sorted(unknownFields);
  }

  /** An OCI index of these manifests, in this order. */
  public static ImageIndex of(List<Descriptor> manifests) {
    return new ImageIndex(2, MediaTypes.OCI_INDEX, manifests, Map.of(), Map.of());
  }

  /** This index with another list of manifests. */
  public ImageIndex withManifests(List<Descriptor> changed) {
    return new ImageIndex(schemaVersion, mediaType, changed, annotations, unknownFields);
  }

  /**
   * The entry for a platform: the first that satisfies it with the very same variant, else the
   * first that satisfies it at all.
   */
  public Optional<Descriptor> forPlatform(Platform wanted) {
    List<Descriptor> candidates =
        manifests.stream()
            .filter(m -> m.platform() != null && m.platform().satisfies(wanted))
            .toList();
    return candidates.stream()
        .filter(m -> Platform.parse(String.valueOf(m.platform())).equals(wanted))
        .findFirst()
        .or(() -> candidates.stream().findFirst());
  }
}
