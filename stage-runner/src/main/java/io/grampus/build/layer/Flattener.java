package io.grampus.build.layer;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes one file tree of the layers of an image without unpacking them: reads every layer twice,
 * first to learn which of its files are left in the end, then to hand those on.
 *
 * <p>Layers apply as the OCI image specification says (layer.md): whiteouts and opaque marks hide
 * what lower layers have, later files replace earlier ones, directories merge. Links among the
 * parents of a path, and {@code ..} in it, stay inside the root.
 */
public final class Flattener {
  private final List<LayerStream> layers;

  /** A flattener of layers, lowest first. */
  public Flattener(List<LayerStream> layers) {
    this.layers = List.copyOf(layers);
  }

  /**
   * Hands the files of the image to the sink.
   *
   * @throws TarFormatException where a layer is no tar archive or refused
   */
  public void run(FlattenSink sink) throws IOException {
    FlattenedTree tree = new FlattenedTree();
    for (int layer = 0; layer < layers.size(); layer++) {
      LayerReader.apply(layer, layers.get(layer), tree, LayerReader.Observer.NONE);
    }
    Map<FlattenedTree.Origin, List<TarEntry>> wanted = new HashMap<>();
    for (FlattenedTree.Node node : tree.nodes().values()) {
      if (node.entry().type() == TarType.DIRECTORY) {
        sink.directory(node.entry());
      } else {
        wanted.computeIfAbsent(node.origin(), origin -> new ArrayList<>(1)).add(node.entry());
      }
    }
    for (int layer = 0; layer < layers.size(); layer++) {
      stream(layer, wanted, sink);
    }
    sink.finish();
  }

  private void stream(int layer, Map<FlattenedTree.Origin, List<TarEntry>> wanted, FlattenSink sink)
      throws IOException {
    try (InputStream in = layers.get(layer).open()) {
      TarInput tar = new TarInput(in);
      TarEntry entry = tar.next();
      for (int index = 0; entry != null; index++) {
        List<TarEntry> names =
            wanted.getOrDefault(new FlattenedTree.Origin(layer, index), List.of());
        for (int number = 0; number < names.size(); number++) {
          if (number == 0) {
            sink.file(names.get(0), tar.content());
          } else {
            sink.link(names.get(number), names.get(0).path());
          }
        }
        entry = tar.next();
      }
    }
  }
}
