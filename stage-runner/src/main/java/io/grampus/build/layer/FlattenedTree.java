package io.grampus.build.layer;

import io.grampus.os.ByteString;
import io.grampus.os.DeviceNumber;
import io.grampus.os.Timestamp;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The paths of an image while its layers are applied one after the other, without contents. */
final class FlattenedTree {
  /**
   * Where a file's content is: the n-th entry of a layer. Two names with one origin are one file.
   */
  record Origin(int layer, int entry) {}

  /** A file of the image under its path. */
  record Node(Origin origin, TarEntry entry) {}

  private static final int MAXIMUM_LINKS = 40;
  private static final int IMPLIED_MODE = 0755;
  private static final Origin IMPLIED = new Origin(-1, -1);
  private static final ByteString DOT = ByteString.of(".");
  private static final ByteString DOT_DOT = ByteString.of("..");

  private final NavigableMap<ByteString, Node> nodes = new TreeMap<>();

  /** Another tree with the same files. */
  FlattenedTree copy() {
    FlattenedTree copy = new FlattenedTree();
    copy.nodes.putAll(nodes);
    return copy;
  }

  /** All files, in the order of their paths' bytes. */
  NavigableMap<ByteString, Node> nodes() {
    return Collections.unmodifiableNavigableMap(nodes);
  }

  /** Removes a path and everything below it. */
  void remove(ByteString path) throws TarFormatException {
    ByteString real = real(path);
    nodes.remove(real);
    removeBelow(real);
  }

  /** Removes everything below a path. */
  void clear(ByteString path) throws TarFormatException {
    removeBelow(path.isEmpty() ? path : real(path));
  }

  private void removeBelow(ByteString path) {
    if (path.isEmpty()) {
      nodes.clear();
      return;
    }
    // '0' is the byte behind '/', so this is the range of all paths that start with "path/".
    nodes.subMap(path.concat(ByteString.of("/")), path.concat(ByteString.of("0"))).clear();
  }

  /** Puts an entry at its path, over whatever is there; directories keep what is in them. */
  void put(ByteString path, TarEntry entry, Origin origin) throws TarFormatException {
    ByteString real = real(path);
    TarEntry placed = entry;
    Origin from = origin;
    if (entry.type() == TarType.HARD_LINK) {
      Node linked = linked(entry);
      placed = linked.entry();
      from = linked.origin();
    }
    if (placed.type() != TarType.DIRECTORY) {
      removeBelow(real);
    }
    imply(real, entry.modified());
    nodes.put(real, new Node(from, placed.withPath(real)));
  }

  private Node linked(TarEntry entry) throws TarFormatException {
    Node node = nodes.get(real(ArchivePath.clamped(entry.target())));
    if (node == null || node.entry().type() == TarType.DIRECTORY) {
      throw new TarFormatException(
          "has a hard link from " + entry.path() + " to " + entry.target() + ", which is no file");
    }
    return node;
  }

  /** Directories that no layer has an entry for; a file in the place of one gives way. */
  private void imply(ByteString path, Timestamp time) {
    int slash = path.indexOf('/', 0);
    while (slash >= 0) {
      ByteString parent = path.substring(0, slash);
      Node present = nodes.get(parent);
      if (present == null || present.entry().type() != TarType.DIRECTORY) {
        nodes.put(parent, new Node(IMPLIED, impliedDirectory(parent, time)));
      }
      slash = path.indexOf('/', slash + 1);
    }
  }

  private static TarEntry impliedDirectory(ByteString path, Timestamp time) {
    return new TarEntry(
        path,
        TarType.DIRECTORY,
        IMPLIED_MODE,
        Owner.ROOT,
        time,
        0,
        ByteString.EMPTY,
        DeviceNumber.ZERO,
        Collections.emptySortedMap());
  }

  /** The path with the links among its parents resolved, which stay inside the root. */
  private ByteString real(ByteString path) throws TarFormatException {
    Deque<ByteString> pending = new ArrayDeque<>();
    push(pending, path);
    ByteString real = ByteString.EMPTY;
    int links = 0;
    while (!pending.isEmpty()) {
      ByteString name = pending.pop();
      if (name.equals(DOT_DOT)) {
        real = real.substring(0, Math.max(real.lastIndexOf('/'), 0));
        continue;
      }
      ByteString next = real.child(name);
      ByteString target = pending.isEmpty() ? null : target(next);
      if (target == null) {
        real = next;
        continue;
      }
      links++;
      if (links > MAXIMUM_LINKS) {
        throw new TarFormatException("has too many links in the path " + path);
      }
      real = target.startsWith(ByteString.of("/")) ? ByteString.EMPTY : real;
      push(pending, target);
    }
    return real;
  }

  private @Nullable ByteString target(ByteString path) {
    Node node = nodes.get(path);
    return node != null && node.entry().type() == TarType.SYMLINK ? node.entry().target() : null;
  }

  private static void push(Deque<ByteString> pending, ByteString path) {
    int end = path.length();
    while (end > 0) {
      ByteString before = path.substring(0, end);
      int slash = before.lastIndexOf('/');
      ByteString name = before.substring(slash + 1);
      if (!name.isEmpty() && !name.equals(DOT)) {
        pending.push(name);
      }
      end = slash;
    }
  }
}
