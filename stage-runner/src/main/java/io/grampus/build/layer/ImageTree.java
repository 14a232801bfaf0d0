package io.grampus.build.layer;

import io.grampus.os.ByteString;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The files of an image while its layers are applied one after the other: what they are and the
 * digests of what is in them, not the contents.
 */
public final class ImageTree {
  private static final int BUFFER = 1 << 16;

  private final FlattenedTree tree;
  private final Map<FlattenedTree.Origin, ByteString> contents;
  private int layers;

  /** A tree without any file. */
  public ImageTree() {
    this(new FlattenedTree(), new HashMap<>(), 0);
  }

  private ImageTree(
      FlattenedTree tree, Map<FlattenedTree.Origin, ByteString> contents, int layers) {
    this.tree = tree;
    this.contents = contents;
    this.layers = layers;
  }

  /** Another tree with the same files, to which other layers can be applied. */
  public ImageTree copy() {
    return new ImageTree(tree.copy(), new HashMap<>(contents), layers);
  }

  /**
   * Puts a layer on top.
   *
   * @throws TarFormatException where the layer is no tar archive or refused
   */
  public void apply(LayerStream layer) throws IOException {
    int index = layers;
    LayerReader.apply(index, layer, tree, (number, entry, in) -> read(index, number, entry, in));
    layers++;
  }

  private void read(int layer, int number, TarEntry entry, InputStream content) throws IOException {
    if (entry.type() == TarType.REGULAR) {
      contents.put(new FlattenedTree.Origin(layer, number), digest(content));
    }
  }

  /** All files by their clean paths, in the order of the bytes. */
  public NavigableMap<ByteString, TreeFile> files() {
    NavigableMap<ByteString, TreeFile> files = new TreeMap<>();
    tree.nodes()
        .forEach(
            (path, node) ->
                files.put(
                    path,
                    new TreeFile(
                        node.entry(),
                        contents.getOrDefault(node.origin(), ByteString.EMPTY),
                        node.origin().layer(),
                        node.origin().entry())));
    return files;
  }

  private static ByteString digest(InputStream content) throws IOException {
    MessageDigest digest = sha256();
    byte[] buffer = new byte[BUFFER];
    for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
      digest.update(buffer, 0, count);
    }
    return ByteString.of(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
