package io.grampus.build.layer;

import io.grampus.os.ByteString;

/** Where a path leads in a merged view; close it to release the directories it holds open. */
public sealed interface Resolution extends AutoCloseable {
  /** The path without links and dots, and without a leading slash; empty for the root. */
  ByteString path();

  @Override
  void close();

  /**
   * To a directory.
   *
   * @param directory the directory itself, open
   */
  record Directory(ByteString path, UnionDirectory directory) implements Resolution {
    @Override
    public void close() {
      directory.close();
    }
  }

  /**
   * To anything else; a symbolic link only where it was not to be followed.
   *
   * @param parent the directory that holds it, open
   */
  record File(ByteString path, UnionDirectory parent, UnionEntry entry) implements Resolution {
    @Override
    public void close() {
      parent.close();
    }
  }

  /** To nothing: the path's first components may exist, the last one does not. */
  record Missing(ByteString path) implements Resolution {
    @Override
    public void close() {}
  }
}
