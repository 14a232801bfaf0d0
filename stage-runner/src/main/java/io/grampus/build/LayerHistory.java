package io.grampus.build;

import io.grampus.build.image.Digest;
import io.grampus.build.layer.Decompression;
import io.grampus.build.layer.FileChange;
import io.grampus.build.layer.ImageTree;
import io.grampus.build.layer.LayerStream;
import io.grampus.build.layer.TreeComparison;
import io.grampus.build.layer.TreeFile;
import io.grampus.build.store.BlobStore;
import io.grampus.os.ByteString;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;

/** Reads stored layers to tell what the files of images are and which layer changed what. */
public final class LayerHistory {
  private final BlobStore blobs;

  /** Reads layers from there, compressed or not. */
  public LayerHistory(BlobStore blobs) {
    this.blobs = blobs;
  }

  /** Hears of each layer once, those below it before it. */
  @FunctionalInterface
  public interface Visitor {
    /**
     * What a layer changed.
     *
     * @param stack the layers up to this one, lowest first, as they are stored
     * @param changes in the order of the paths' bytes
     */
    void layer(List<Digest> stack, List<FileChange> changes) throws IOException;
  }

  /** One layer and those that were put onto it. */
  private static final class Branch {
    final Map<Digest, Branch> children = new LinkedHashMap<>();

    void grow(List<Digest> stack) {
      Branch branch = this;
      for (Digest layer : stack) {
        branch = branch.children.computeIfAbsent(layer, digest -> new Branch());
      }
    }
  }

  /** Tells what each layer of the stacks changed; what stacks have in common is read once. */
  public void visit(Collection<List<Digest>> stacks, Visitor visitor) throws IOException {
    Branch root = new Branch();
    stacks.forEach(root::grow);
    visit(root, new ImageTree(), List.of(), visitor);
  }

  private void visit(Branch branch, ImageTree tree, List<Digest> below, Visitor visitor)
      throws IOException {
    int left = branch.children.size();
    for (Map.Entry<Digest, Branch> child : branch.children.entrySet()) {
      left--;
      ImageTree own = left == 0 ? tree : tree.copy();
      NavigableMap<ByteString, TreeFile> before = own.files();
      own.apply(stream(child.getKey()));
      List<Digest> stack = new ArrayList<>(below);
      stack.add(child.getKey());
      visitor.layer(List.copyOf(stack), TreeComparison.between(before, own.files()));
      visit(child.getValue(), own, stack, visitor);
    }
  }

  /** The files that a stack of layers makes, by their clean paths. */
  public NavigableMap<ByteString, TreeFile> files(List<Digest> stack) throws IOException {
    ImageTree tree = new ImageTree();
    for (Digest layer : stack) {
      tree.apply(stream(layer));
    }
    return tree.files();
  }

  private LayerStream stream(Digest layer) {
    return () -> Decompression.open(blobs.open(layer));
  }
}
