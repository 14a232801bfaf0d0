package io.grampus.build.tool;

import io.grampus.build.image.ImageReference;
import io.grampus.os.GrampusException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where skopeo reads an image or writes it. */
public sealed interface ImageLocation {
  /** In skopeo's words: transport, colon, details. */
  String argument();

  /** In a registry. */
  record Registry(ImageReference image) implements ImageLocation {
    @Override
    public String argument() {
      // skopeo refuses a tag and a digest together; the digest says more.
      return "docker://" + image.canonical();
    }
  }

  /** In an OCI layout, under a name of its index, which may be empty. */
  record OciLayout(Path directory, String name) implements ImageLocation {
    @Override
    public String argument() {
      return "oci:" + withoutColon(directory) + ":" + name;
    }
  }

  /** In a tar archive of an OCI layout. */
  record OciArchive(Path file, @Nullable String name) implements ImageLocation {
    @Override
    public String argument() {
      return "oci-archive:" + withoutColon(file) + (name == null ? "" : ":" + name);
    }
  }

  /**
   * In an archive as {@code docker save} makes it.
   *
   * @param part a name, or {@code @} and the image's number in the archive, or null for the only
   *     one
   */
  record DockerArchive(Path file, @Nullable String part) implements ImageLocation {
    @Override
    public String argument() {
      return "docker-archive:" + withoutColon(file) + (part == null ? "" : ":" + part);
    }
  }

  private static Path withoutColon(Path path) {
    if (path.toString().contains(":")) {
      throw new GrampusException(
          "path-with-colon",
          "skopeo cannot handle a path with a colon: " + path,
          "choose another file name or directory");
    }
    return path;
  }
}
