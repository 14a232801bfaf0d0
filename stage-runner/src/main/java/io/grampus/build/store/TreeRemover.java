package io.grampus.build.store;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Removes directory trees that an image made. Their names are bytes that Java cannot always
 * represent and their directories may be unreadable, so the work needs system calls.
 */
@FunctionalInterface
public interface TreeRemover {
  /**
   * Removes the tree, whatever the modes of its directories; a tree that does not exist is no
   * error. Symbolic links are removed, never followed.
   *
   * @param tree a path that contains nothing but ordinary names
   * @throws IOException where something could not be removed
   */
  void remove(Path tree) throws IOException;
}
