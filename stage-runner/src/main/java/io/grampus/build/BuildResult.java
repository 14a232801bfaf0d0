package io.grampus.build;

import io.grampus.build.image.Descriptor;
import java.util.List;

/**
 * A finished build.
 *
 * @param imageId the digest of the image's configuration, {@code sha256:} and 64 hex digits; what
 *     Docker calls the image id
 * @param manifest the image's manifest, of the last output that has one
 * @param names the complete names under which the image was stored, pushed or written; may be empty
 * @param layers the image's layers, the lowest first
 */
public record BuildResult(
    String imageId, Descriptor manifest, List<String> names, List<Layer> layers) {

  /** Copies the lists. */
  public BuildResult {
    names = List.copyOf(names);
    layers = List.copyOf(layers);
  }

  /**
   * A layer of the image.
   *
   * @param diffId the digest of the uncompressed layer
   * @param size the uncompressed layer's length in bytes
   */
  public record Layer(String diffId, long size) {}
}
