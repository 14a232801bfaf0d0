package io.grampus.cli.report;

import io.grampus.build.VertexEvent.Stacked;
import io.grampus.build.VertexKind;
import io.grampus.build.image.Descriptor;
import io.grampus.build.image.Digest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A layer of the page.
 *
 * @param id of its element
 * @param labels of the vertices that made it or begin with it
 * @param stack the layer and those below it, lowest first
 */
record ShownLayer(String id, List<String> labels, List<Descriptor> stack) {

  Descriptor own() {
    return stack.get(stack.size() - 1);
  }

  /** All layers of all stages; one that several stages begin with is there once. */
  static Collection<ShownLayer> of(List<RecordedVertex> vertices) {
    Map<List<Digest>, ShownLayer> layers = new LinkedHashMap<>();
    for (RecordedVertex vertex : vertices) {
      Stacked stacked = vertex.stack;
      if (stacked == null || !stacked.added()) {
        continue;
      }
      int own = stacked.layers().size();
      boolean isBase = vertex.start.kind() == VertexKind.BASE_IMAGE;
      for (int count = isBase ? 1 : own; count <= own; count++) {
        List<Descriptor> stack = stacked.layers().subList(0, count);
        String id = "layer-" + vertex.start.vertex() + (count == own ? "" : "-" + count);
        layers
            .computeIfAbsent(
                stack.stream().map(Descriptor::digest).toList(),
                digests -> new ShownLayer(id, new ArrayList<>(), stack))
            .labels
            .add(vertex.label() + (isBase && own > 1 ? " (" + count + " of " + own + ")" : ""));
      }
    }
    return layers.values();
  }

  /** The id of the layer on top of a stack. */
  static String idOf(Collection<ShownLayer> layers, Stacked stacked) {
    return layers.stream()
        .filter(layer -> layer.stack().equals(stacked.layers()))
        .map(ShownLayer::id)
        .findFirst()
        .orElse("layers");
  }
}
