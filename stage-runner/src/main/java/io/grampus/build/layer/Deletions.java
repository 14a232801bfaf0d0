package io.grampus.build.layer;

import io.grampus.os.ByteString;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * What several layers together delete of the layers below them, which only some of their whiteouts
 * say in the end.
 */
final class Deletions {
  private final NavigableSet<ByteString> deleted = new TreeSet<>();
  private final NavigableSet<ByteString> opaque = new TreeSet<>();
  private final Map<ByteString, Boolean> isDirectory = new HashMap<>();

  /** A layer has a whiteout for a path. */
  void delete(ByteString path) {
    forgetBelow(path);
    opaque.remove(path);
    isDirectory.remove(path);
    deleted.add(path);
  }

  /** A layer hides all that is in a directory below it. */
  void hide(ByteString directory) {
    forgetBelow(directory);
    opaque.add(directory);
  }

  /** A layer has a directory, which merges with one that shows through. */
  void directory(ByteString path) {
    boolean covered = deleted.remove(path) || Boolean.FALSE.equals(isDirectory.get(path));
    if (covered) {
      opaque.add(path);
    }
    isDirectory.put(path, true);
  }

  /** A layer has a file, which hides whatever is below. */
  void file(ByteString path) {
    forgetBelow(path);
    opaque.remove(path);
    deleted.remove(path);
    isDirectory.put(path, false);
  }

  private void forgetBelow(ByteString path) {
    below(deleted, path).clear();
    below(opaque, path).clear();
    isDirectory.keySet().removeIf(known -> path.isEmpty() || known.startsWith(slashed(path)));
  }

  /** '0' is the byte behind '/', so this is the range of all paths that start with "path/". */
  private static NavigableSet<ByteString> below(NavigableSet<ByteString> paths, ByteString path) {
    return path.isEmpty()
        ? paths
        : paths.subSet(slashed(path), true, path.concat(ByteString.of("0")), false);
  }

  private static ByteString slashed(ByteString path) {
    return path.concat(ByteString.of("/"));
  }

  /** The paths that need a whiteout, in order. */
  NavigableSet<ByteString> deleted() {
    return deleted;
  }

  /** The directories that need an opaque mark, in order. */
  NavigableSet<ByteString> opaque() {
    return opaque;
  }
}
