package io.grampus.build;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a built image; one value for each {@code --output}, with the meaning that buildx
 * gives it.
 *
 * <p>An empty list of names stands for the names in {@link BuildRequest#tags()}.
 */
public sealed interface Output {

  /** The form of the image; the usual one where the output is not an image but its files. */
  default ImageForm form() {
    return ImageForm.USUAL;
  }

  /** Where the one file goes that this output is; null where it is none. */
  default @Nullable Destination destination() {
    return null;
  }

  /**
   * An image in the local store, pushed to its registry when asked for.
   *
   * @param names the image's names, as written
   * @param push whether each name is pushed as well
   */
  record Image(List<String> names, boolean push, ImageForm form) implements Output {
    /** Copies the list. */
    public Image {
      names = List.copyOf(names);
    }

    /** In the usual form. */
    public Image(List<String> names, boolean push) {
      this(names, push, ImageForm.USUAL);
    }
  }

  /** An archive that {@code docker load} and {@code podman load} read. */
  record DockerArchive(List<String> names, Destination destination, ImageForm form)
      implements Output {
    /** Copies the list. */
    public DockerArchive {
      names = List.copyOf(names);
    }

    /** In the usual form. */
    public DockerArchive(List<String> names, Destination destination) {
      this(names, destination, ImageForm.USUAL);
    }
  }

  /** One tar file with an OCI image layout in it. */
  record OciArchive(List<String> names, Destination destination, ImageForm form) implements Output {
    /** Copies the list. */
    public OciArchive {
      names = List.copyOf(names);
    }

    /** In the usual form. */
    public OciArchive(List<String> names, Destination destination) {
      this(names, destination, ImageForm.USUAL);
    }
  }

  /** A folder that becomes an OCI image layout. */
  record OciDirectory(List<String> names, Path directory, ImageForm form) implements Output {
    /** Copies the list. */
    public OciDirectory {
      names = List.copyOf(names);
    }

    /** In the usual form. */
    public OciDirectory(List<String> names, Path directory) {
      this(names, directory, ImageForm.USUAL);
    }
  }

  /** A folder that receives the files of the image's root file system. */
  record Local(Path directory) implements Output {}

  /** A tar file of the image's root file system. */
  record Tar(Destination destination) implements Output {}
}
