package io.grampus.os;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Removes a directory tree of ours, whatever modes its directories have.
 *
 * <p>Works by descriptors: a symbolic link in the tree is removed, never followed, and nothing
 * outside of the tree is touched.
 */
public final class TreeRemover {
  private static final int OWNER_ALL = 0700;

  private final FileCalls files;
  private final TreeWalk walk;

  /** A remover by those calls. */
  public TreeRemover(FileCalls files) {
    this.files = files;
    this.walk = new TreeWalk(files);
  }

  /** Removes what a path of the machine names; see the other method. */
  public void remove(Path path) throws IOException {
    Path parent = path.toAbsolutePath().getParent();
    byte[] directory = ByteString.of(String.valueOf(parent)).toByteArray();
    try (Fd opened = files.openat(Fd.CURRENT_DIRECTORY, directory, OpenFlags.DIRECTORY)) {
      remove(opened, ByteString.of(String.valueOf(path.getFileName())).toByteArray());
    }
  }

  /**
   * Removes a name and, where it is a directory, everything below it. A name that is not there is
   * no error. A failure part of the way leaves the rest of the tree.
   */
  public void remove(Fd parent, byte[] name) throws IOException {
    Optional<FileStatus> status = files.find(parent, name);
    if (status.isEmpty()) {
      return;
    }
    if (!status.get().isDirectory()) {
      files.unlinkat(parent, name);
      return;
    }
    empty(parent, name, status.get());
    files.rmdirat(parent, name);
  }

  private void empty(Fd parent, byte[] name, FileStatus status) throws IOException {
    makeWritable(parent, name, status);
    int flags = OpenFlags.RDONLY | OpenFlags.DIRECTORY | OpenFlags.NOFOLLOW;
    try (Fd directory = files.openat(parent, name, flags)) {
      walk.walk(directory, new Removal());
    }
  }

  private void makeWritable(Fd parent, byte[] name, FileStatus status) throws ErrnoException {
    if ((status.permissions() & OWNER_ALL) != OWNER_ALL) {
      files.fchmodat(parent, name, OWNER_ALL);
    }
  }

  /** Unlinks on the way down, removes the emptied directories on the way up. */
  private final class Removal implements TreeWalk.Visitor {
    @Override
    public boolean visit(Fd directory, ByteString name, ByteString path, FileStatus status)
        throws IOException {
      if (status.isDirectory()) {
        makeWritable(directory, name.array(), status);
        return true;
      }
      files.unlinkat(directory, name.array());
      return false;
    }

    @Override
    public void leave(Fd parent, ByteString name, ByteString path) throws IOException {
      files.rmdirat(parent, name.array());
    }
  }
}
