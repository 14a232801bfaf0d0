package io.grampus.build.store;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

/** How much trees hold. */
final class DiskUsage {
  private DiskUsage() {}

  /** The bytes of all files below that can be looked at; what keeps us out counts as nothing. */
  static long of(List<Path> trees) throws IOException {
    Sum sum = new Sum();
    for (Path tree : trees) {
      Files.walkFileTree(tree, sum);
    }
    return sum.bytes;
  }

  private static final class Sum extends SimpleFileVisitor<Path> {
    private long bytes;

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      bytes += attributes.isRegularFile() ? attributes.size() : 0;
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
      return FileVisitResult.CONTINUE;
    }
  }
}
