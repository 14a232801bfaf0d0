package io.grampus.build.cache;

import io.grampus.build.image.ImageReference;
import java.nio.file.Path;

/** Where a cache is kept outside of the store. */
public sealed interface CachePlace {

  /**
   * An OCI layout.
   *
   * @param directory the layout
   * @param tag the name of the cache in it
   */
  record Directory(Path directory, String tag) implements CachePlace {
    @Override
    public String toString() {
      return directory + ":" + tag;
    }
  }

  /** In the configuration of the image that is built, whose layers it speaks of. */
  record Inline() implements CachePlace {
    @Override
    public String toString() {
      return "the image";
    }
  }

  /** In a registry, as an image. */
  record Registry(ImageReference image) implements CachePlace {
    @Override
    public String toString() {
      return image.toString();
    }
  }
}
