package io.grampus.sandbox;

import io.grampus.os.ByteString;
import io.grampus.os.Fd;
import io.grampus.os.FileCalls;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;

/** Makes the files that {@link ProotFiles} asks for. */
final class MadeFiles {
  private static final int OWNER_ONLY = 0600;

  private final FileCalls calls;

  /** A maker by those calls. */
  MadeFiles(FileCalls calls) {
    this.calls = calls;
  }

  /** Makes what is not there yet. */
  void make(ProotFiles files) throws IOException {
    for (ProotFiles.Made made : files.files()) {
      if (!Files.exists(made.path(), LinkOption.NOFOLLOW_LINKS)) {
        make(made);
      }
    }
  }

  private void make(ProotFiles.Made made) throws IOException {
    if (made instanceof ProotFiles.MadeDirectory directory) {
      Files.createDirectories(directory.path());
      setPermissions(directory.path(), directory.permissions());
    } else if (made instanceof ProotFiles.MadeLink link) {
      Files.createSymbolicLink(link.path(), Path.of(link.text()));
    } else {
      Files.createFile(made.path());
      if (made instanceof ProotFiles.MadeSecret secret) {
        fill(secret.path(), secret.file());
      }
    }
  }

  private void fill(Path path, MemoryFile file) throws IOException {
    setPermissions(path, OWNER_ONLY);
    Files.write(path, file.content().toByteArray());
    if (!file.owner().isRoot()) {
      setOwner(path, file.owner());
    }
    setPermissions(path, file.permissions());
  }

  /** A file system without attributes leaves it root's. */
  private static void setOwner(Path path, RootlessContainersOwner owner) {
    String name = RootlessContainersOwner.ATTRIBUTE.substring("user.".length());
    try {
      Files.getFileAttributeView(path, UserDefinedFileAttributeView.class)
          .write(name, ByteBuffer.wrap(owner.encode()));
    } catch (IOException | UnsupportedOperationException e) {
      return; // tmpfs(5) has them from Linux 6.6 on
    }
  }

  private void setPermissions(Path path, int permissions) throws IOException {
    calls.fchmodat(Fd.CURRENT_DIRECTORY, ByteString.of(path.toString()).toByteArray(), permissions);
  }
}
