package io.grampus.cli;

import io.grampus.build.image.ImageReference;

/** Reads names that people want to give to images. */
final class ImageNames {
  private ImageNames() {}

  /**
   * The complete name.
   *
   * @throws io.grampus.os.GrampusException where it is none, or one with a digest
   */
  static ImageReference parse(String name) {
    ImageReference reference = ImageReference.parse(name);
    if (reference.digest() != null) {
      throw new UsageException(
          "\"" + name + "\" has a digest, and that cannot be given", "write NAME:TAG");
    }
    return reference;
  }
}
