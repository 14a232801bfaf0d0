package io.grampus.build.layer;

import io.grampus.os.ByteString;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a layer onto the tree of those below it, as the OCI image specification says (layer.md):
 * whiteouts and opaque marks hide what lower layers have, later files replace earlier ones.
 */
final class LayerReader {
  private static final ByteString WHITEOUT = ByteString.of(".wh.");
  private static final ByteString OPAQUE = ByteString.of(".wh..wh..opq");

  private LayerReader() {}

  /** Sees every entry while its content can be read. */
  @FunctionalInterface
  interface Observer {
    /** Sees nothing. */
    Observer NONE = (number, entry, content) -> {};

    /** An entry that is no deletion, and its content if it is a regular file. */
    void entry(int number, TarEntry entry, InputStream content) throws IOException;
  }

  private record Placed(ByteString path, TarEntry entry, FlattenedTree.Origin origin) {}

  /** Deletions of a layer never touch its own files, wherever they stand in it. */
  static void apply(int layer, LayerStream stream, FlattenedTree tree, Observer observer)
      throws IOException {
    List<Placed> placed = new ArrayList<>();
    try (InputStream in = stream.open()) {
      TarInput tar = new TarInput(in);
      TarEntry entry = tar.next();
      for (int number = 0; entry != null; number++) {
        ByteString path = ArchivePath.clamped(entry.path());
        if (!path.isEmpty() && !isDeletion(path, tree)) {
          placed.add(new Placed(path, entry, new FlattenedTree.Origin(layer, number)));
          observer.entry(number, entry, tar.content());
        }
        entry = tar.next();
      }
    }
    for (Placed each : placed) {
      tree.put(each.path(), each.entry(), each.origin());
    }
  }

  private static boolean isDeletion(ByteString path, FlattenedTree tree) throws TarFormatException {
    int slash = path.lastIndexOf('/');
    ByteString name = path.substring(slash + 1);
    if (!name.startsWith(WHITEOUT)) {
      return false;
    }
    ByteString parent = slash < 0 ? ByteString.EMPTY : path.substring(0, slash);
    if (name.equals(OPAQUE)) {
      tree.clear(parent);
    } else {
      tree.remove(parent.child(deletedName(path, name)));
    }
    return true;
  }

  private static ByteString deletedName(ByteString path, ByteString name)
      throws TarFormatException {
    ByteString deleted = name.substring(WHITEOUT.length());
    if (deleted.isEmpty()
        || deleted.equals(ByteString.of("."))
        || deleted.equals(ByteString.of(".."))) {
      throw new TarFormatException("has a whiteout that names nothing: " + path);
    }
    return deleted;
  }
}
