package io.grampus.cli;

import io.grampus.build.image.ImageReference;
import io.grampus.os.GrampusException;

/** Reads names that people want to give to images. */
final class ImageNames {
  private ImageNames() {}

  /**
   * The complete name.
   *
   * @throws UsageException where it is none, or one with a digest
   */
  static ImageReference parse(String name) {
    ImageReference reference = reference(name);
    if (reference.digest() != null) {
      throw new UsageException(
          "\"" + name + "\" has a digest, and that cannot be given", "write NAME:TAG");
    }
    return reference;
  }

  /**
   * Refuses what is not the beginning of an image's name with a registry in it.
   *
   * @throws UsageException with an example
   */
  static void requireRegistry(String registry) {
    boolean isName = !registry.contains("://") && !registry.endsWith("/");
    if (!isName || !reference(registry + "/x").toString().startsWith(registry + "/")) {
      throw new UsageException(
          "\"" + registry + "\" is not a registry", "write its host, for example registry.example");
    }
  }

  private static ImageReference reference(String name) {
    try {
      return ImageReference.parse(name);
    } catch (GrampusException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e.hint());
    }
  }
}
