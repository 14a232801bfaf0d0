package io.grampus.build;

import java.util.List;

/**
 * A finished build.
 *
 * @param imageId the digest of the image's configuration, {@code sha256:} and 64 hex digits; what
 *     Docker calls the image id
 * @param manifestDigest the digest of the image's manifest, in the same form
 * @param names the complete names under which the image was stored or pushed; may be empty
 * @param layers the image's layers, the lowest first
 */
public record BuildResult(
    String imageId, String manifestDigest, List<String> names, List<Layer> layers) {

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
