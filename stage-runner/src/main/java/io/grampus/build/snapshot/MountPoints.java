package io.grampus.build.snapshot;

import io.grampus.build.layer.Resolution;
import io.grampus.build.layer.UnionView;
import io.grampus.os.ByteString;
import io.grampus.os.GrampusException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that there is something to mount on, without leaving it in the layer: what an image
 * lacks is put into a directory of its own that lies below all others.
 */
public final class MountPoints {
  private final UnionView view;
  private final Path stubs;

  /** Mount points for a working snapshot whose surroundings are shown by the view. */
  public MountPoints(UnionView view, WorkingSnapshot working) {
    this.view = view;
    this.stubs = working.stubs();
  }

  /**
   * Provides a directory.
   *
   * @param target absolute path in the image, where links are followed
   */
  public void directory(String target) throws IOException {
    Path stub = stub(target, true);
    if (stub != null) {
      Files.createDirectories(stub);
    }
  }

  /**
   * Provides a file.
   *
   * @param target absolute path in the image, where links are followed
   */
  public void file(String target) throws IOException {
    Path stub = stub(target, false);
    if (stub != null) {
      Files.createDirectories(stub.getParent());
      if (Files.notExists(stub)) {
        Files.createFile(stub);
      }
    }
  }

  private @Nullable Path stub(String target, boolean directory) throws IOException {
    try (Resolution found = view.resolve(ByteString.of(target), true)) {
      if (found instanceof Resolution.Missing missing) {
        return stubs.resolve(missing.path().toString());
      }
      if (found instanceof Resolution.Directory != directory) {
        throw new GrampusException(
            "mount-point",
            target + " of the image is " + (directory ? "no directory" : "a directory"),
            "a command needs a " + (directory ? "directory" : "file") + " there to mount on");
      }
      return null;
    }
  }
}
