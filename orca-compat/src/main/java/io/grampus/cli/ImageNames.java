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

  private static ImageReference reference(String name) {
    try {
      return ImageReference.parse(name);
    } catch (GrampusException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e.hint());
    }
  }
}
