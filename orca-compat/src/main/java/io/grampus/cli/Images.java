package io.grampus.cli;

import io.grampus.build.image.Digest;
import io.grampus.build.image.ImageReference;
import io.grampus.build.image.Platform;
import io.grampus.build.store.ImageStore;
import io.grampus.build.store.StoredImage;
import io.grampus.os.GrampusException;
import java.util.List;
import java.util.Objects;

/** Finds the images that people name. */
final class Images {
  private final ImageStore images;

  Images(ImageStore images) {
    this.images = images;
  }

  /** The image for this machine that the name, or the beginning of an id, means. */
  StoredImage named(String nameOrId) {
    return images.resolve(nameOrId, Platform.host());
  }

  /** Whether the text is the name that an image was found by, and not the beginning of an id. */
  static boolean isName(String text, ImageReference name) {
    try {
      return ImageReference.parse(text).name().equals(name.name());
    } catch (GrampusException e) {
      return false;
    }
  }

  /** All names of the image with this manifest. */
  List<ImageReference> namesOf(Digest manifest) {
    return images.list().stream()
        .filter(image -> image.descriptor().digest().equals(manifest))
        .map(StoredImage::name)
        .filter(Objects::nonNull)
        .toList();
  }
}
