package io.grampus.tests.golden;

import com.fasterxml.jackson.databind.JsonNode;
import io.grampus.tests.harness.ImageFile;
import io.grampus.tests.harness.LayerTree;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An image as lines of text: its configuration, a line for each instruction of its history, and a
 * line for each path that is not as it is in the base image.
 */
final class ImageText {
  private static final String COMMENT = "buildkit.dockerfile.v0";

  private ImageText() {}

  /**
   * The text.
   *
   * @param base the root file system that all cases build on
   */
  static String of(ImageFile image, LayerTree base) {
    StringBuilder text = new StringBuilder();
    Map<String, String> fields = new TreeMap<>();
    image.container().properties().forEach(f -> fields.put(f.getKey(), sorted(f.getValue())));
    fields.forEach((name, value) -> text.append(name).append(' ').append(value).append('\n'));
    appendHistory(text, image);
    boolean onBase = image.tree().has("/bin/busybox");
    String tree = image.tree().differences(onBase ? base : LayerTree.empty());
    return text.append(tree).toString().strip();
  }

  /** A step that leaves everything as it was need not have a layer. */
  private static void appendHistory(StringBuilder text, ImageFile image) {
    int layer = 0;
    LayerTree before = LayerTree.empty();
    for (JsonNode entry : image.config().path("history")) {
      boolean changed = !entry.path("empty_layer").asBoolean();
      if (changed) {
        LayerTree after = LayerTree.of(image.layers().subList(0, ++layer));
        changed = !after.differences(before).isEmpty();
        before = after;
      }
      if (entry.path("comment").asText().equals(COMMENT)) {
        text.append("* ").append(entry.path("created_by").asText());
        text.append(changed ? "\n" : " (no change)\n");
      }
    }
    if (layer != image.layers().size()) {
      text.append("! the history has " + layer + " layers, the image " + image.layers().size());
    }
  }

  private static String sorted(JsonNode node) {
    if (!node.isObject()) {
      return node.toString();
    }
    Map<String, String> fields = new TreeMap<>();
    node.properties().forEach(field -> fields.put(field.getKey(), sorted(field.getValue())));
    List<String> pairs =
        fields.entrySet().stream().map(f -> f.getKey() + ":" + f.getValue()).toList();
    return "{" + String.join(",", pairs) + "}";
  }
}
