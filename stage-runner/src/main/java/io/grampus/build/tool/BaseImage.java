package io.grampus.build.tool;

import io.grampus.build.image.Descriptor;
import io.grampus.build.image.Digest;
import io.grampus.build.image.ImageConfig;
import io.grampus.build.image.ImageReference;
import io.grampus.build.image.Platform;
import java.util.List;
import java.util.Optional;

/**
 * What a stage starts from.
 *
 * @param name empty for scratch, and for what was named by its id
 * @param manifest the stored manifest; empty for scratch
 * @param layers as they are stored, compressed or not, base first
 * @param config with the diff ids of the layers
 */
public record BaseImage(
    Optional<ImageReference> name,
    Optional<Descriptor> manifest,
    List<Descriptor> layers,
    ImageConfig config) {

  /** Copies the list. */
  public BaseImage {
    layers = List.copyOf(layers);
  }

  /** The empty image. */
  public static BaseImage scratch(Platform platform) {
    return new BaseImage(
        Optional.empty(), Optional.empty(), List.of(), ImageConfig.scratch(platform));
  }

  /** Whether there is nothing to unpack. */
  public boolean isScratch() {
    return manifest.isEmpty();
  }

  /** The digest of the stored manifest; empty for scratch. */
  public Optional<Digest> digest() {
    return manifest.map(Descriptor::digest);
  }
}
