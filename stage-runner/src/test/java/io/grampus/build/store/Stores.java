package io.grampus.build.store;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Stores for tests, with a remover that copes with unreadable directories of ordinary names. */
public final class Stores {
  private Stores() {}

  public static Store open(Path root) {
    return Store.open(root, Stores::remove);
  }

  static void remove(Path tree) throws IOException {
    if (Files.notExists(tree, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (Files.isDirectory(tree, LinkOption.NOFOLLOW_LINKS)) {
      Files.setPosixFilePermissions(tree, PosixFilePermissions.fromString("rwx------"));
      try (DirectoryStream<Path> children = Files.newDirectoryStream(tree)) {
        for (Path child : children) {
          remove(child);
        }
      }
    }
    Files.delete(tree);
  }
}
