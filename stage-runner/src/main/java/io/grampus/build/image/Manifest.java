package io.grampus.build.image;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One image for one platform: its config and its layers, base first. Source: OCI image
 * specification, manifest.md; Docker's version 2, schema 2 has the same shape.
 */
@JsonPropertyOrder({"schemaVersion", "mediaType", "config", "layers", "annotations"})
public record Manifest(
    int schemaVersion,
    @Nullable String mediaType,
    Descriptor config,
    @JsonInclude(JsonInclude.Include.ALWAYS) List<Descriptor> layers,
    Map<String, String> annotations,
    @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> unknownFields) {

  /** Copies the collections; refuses a missing config. */
  public Manifest {
    Objects.requireNonNull(config, "manifest without config");
    layers = Immutable.list(layers);
    annotations = Immutable.sorted(annotations);
    unknownFields = Immutable.sorted(unknownFields);
  }

  /** An OCI manifest of a config and its layers. */
  public static Manifest of(Descriptor config, List<Descriptor> layers) {
    return new Manifest(2, MediaTypes.OCI_MANIFEST, config, layers, Map.of(), Map.of());
  }

  /** This manifest with annotations added; a key that is there already gets the new value. */
  public Manifest withAnnotations(Map<String, String> added) {
    Map<String, String> changed = new TreeMap<>(annotations);
    changed.putAll(added);
    return new Manifest(schemaVersion, mediaType, config, layers, changed, unknownFields);
  }

  /** The same image with every media type in OCI's words. */
  public Manifest toOci() {
    return new Manifest(
        schemaVersion,
        MediaTypes.OCI_MANIFEST,
        config.withMediaType(MediaTypes.toOci(config.mediaType())),
        layers.stream().map(l -> l.withMediaType(MediaTypes.toOci(l.mediaType()))).toList(),
        annotations,
        unknownFields);
  }
}
