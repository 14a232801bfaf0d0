package io.grampus.cli;

import io.grampus.build.store.TreeRemover;
import io.grampus.os.Fd;
import io.grampus.os.FileCalls;
import io.grampus.os.LinuxSyscalls;
import io.grampus.os.OpenFlags;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;

/** Removes trees for the store by system calls; the native code is loaded at the first of them. */
final class StoreTreeRemover implements TreeRemover {
  /** The charset in which the JVM hands paths to the kernel. */
  private static final Charset OF_PATHS =
      Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));

  @Override
  public void remove(Path tree) throws IOException {
    Path absolute = tree.toAbsolutePath().normalize();
    Path parent = absolute.getParent();
    Path name = absolute.getFileName();
    if (parent == null || name == null) {
      throw new IllegalArgumentException("a root cannot be removed: " + tree);
    }
    FileCalls files = new FileCalls(new LinuxSyscalls());
    int flags = OpenFlags.RDONLY | OpenFlags.DIRECTORY;
    try (Fd directory = files.openat(Fd.CURRENT_DIRECTORY, bytes(parent), flags)) {
      new io.grampus.os.TreeRemover(files).remove(directory, bytes(name));
    }
  }

  private static byte[] bytes(Path path) {
    return path.toString().getBytes(OF_PATHS);
  }
}
