package io.grampus.build.image;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A reference to content by type, digest and size. Source: OCI image specification, descriptor.md.
 */
@JsonPropertyOrder({"mediaType", "digest", "size", "urls", "annotations", "platform"})
public record Descriptor(
    String mediaType,
    Digest digest,
    long size,
    List<String> urls,
    Map<String, String> annotations,
    @Nullable Platform platform,
    @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> unknownFields) {

  /** The annotation that names an image in the index of an OCI layout. */
  public static final String REFERENCE_NAME = "org.opencontainers.image.ref.name";

  /** Copies the collections; refuses a missing type or digest and a negative size. */
  public Descriptor {
    Objects.requireNonNull(mediaType, "descriptor without mediaType");
    Objects.requireNonNull(digest, "descriptor without digest");
    if (size < 0) {
      throw new IllegalArgumentException("descriptor with a negative size");
    }
    urls = Immutable.list(urls);
    annotations = Immutable.sorted(annotations);
    unknownFields = Immutable.sorted(unknownFields);
  }

  /** A descriptor with nothing but the mandatory fields. */
  public static Descriptor of(String mediaType, Digest digest, long size) {
    return new Descriptor(mediaType, digest, size, List.of(), Map.of(), null, Map.of());
  }

  /** The name under which an index lists this image, or null. */
  public @Nullable String referenceName() {
    return annotations.get(REFERENCE_NAME);
  }

  /** This descriptor with one annotation set. */
  public Descriptor withAnnotation(String key, String value) {
    Map<String, String> changed = new TreeMap<>(annotations);
    changed.put(key, value);
    return new Descriptor(mediaType, digest, size, urls, changed, platform, unknownFields);
  }

  /**
   * This descriptor with these annotations added; a key that is there already gets the new value.
   */
  public Descriptor withAnnotations(Map<String, String> added) {
    Map<String, String> changed = new TreeMap<>(annotations);
    changed.putAll(added);
    return new Descriptor(mediaType, digest, size, urls, changed, platform, unknownFields);
  }

  /** This descriptor without one annotation. */
  public Descriptor withoutAnnotation(String key) {
    Map<String, String> changed = new TreeMap<>(annotations);
    changed.remove(key);
    return new Descriptor(mediaType, digest, size, urls, changed, platform, unknownFields);
  }

  /** This descriptor with another media type. */
  public Descriptor withMediaType(String changed) {
    return new Descriptor(changed, digest, size, urls, annotations, platform, unknownFields);
  }

  /** This descriptor with a platform. */
  public Descriptor withPlatform(Platform changed) {
    return new Descriptor(mediaType, digest, size, urls, annotations, changed, unknownFields);
  }
}
