package io.grampus.build.snapshot;

import io.grampus.build.layer.Resolution;
import io.grampus.build.layer.UnionView;
import io.grampus.os.ByteString;
import io.grampus.os.GrampusException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** Sees to it that there is something to mount on, without leaving it in the layer. */
public final class MountPoints {
  private final UnionView view;
  private final CommandRoot root;

  /** Mount points for a working snapshot whose surroundings are shown by the view. */
  public MountPoints(UnionView view, WorkingSnapshot working) {
    this.view = view;
    this.root = working.commandRoot();
  }

  /**
   * Provides a directory.
   *
   * @param target absolute path in the image, where links are followed
   */
  public void directory(String target) throws IOException {
    Path stub = stub(target, true);
    if (stub != null) {
      createDirectories(stub);
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
      createDirectories(stub.resolveSibling("."));
      if (Files.notExists(stub)) {
        Files.createFile(stub);
        root.stubMade(stub);
      }
    }
  }

  /** A command sees these directories where the image has none: whatever the builder's umask. */
  private void createDirectories(Path directory) throws IOException {
    Path reached = root.stubs();
    for (Path name : reached.relativize(directory.normalize())) {
      reached = reached.resolve(name);
      if (Files.notExists(reached)) {
        Files.createDirectory(reached);
        Files.setPosixFilePermissions(reached, PosixFilePermissions.fromString("rwxr-xr-x"));
        root.stubMade(reached);
      }
    }
  }

  private @Nullable Path stub(String target, boolean directory) throws IOException {
    try (Resolution found = view.resolve(ByteString.of(target), true)) {
      if (found instanceof Resolution.Missing missing) {
        return root.stubs().resolve(missing.path().toString());
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
