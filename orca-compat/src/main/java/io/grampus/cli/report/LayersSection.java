package io.grampus.cli.report;

import io.grampus.cli.progress.Quantity;
import io.grampus.cli.progress.Wording;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** The layers of all stages with their sizes, and what each changed; the script makes the trees. */
final class LayersSection {
  private final Collection<ShownLayer> layers;
  private final LayerContents contents;

  LayersSection(Collection<ShownLayer> layers, LayerContents contents) {
    this.layers = layers;
    this.contents = contents;
  }

  void write(Html html) {
    long largest =
        Math.max(1, layers.stream().mapToLong(layer -> layer.own().size()).max().orElse(1));
    html.markup("<section id=\"layers\" aria-labelledby=\"layers-h\">\n")
        .markup("<h2 id=\"layers-h\">Layers</h2>\n");
    if (layers.isEmpty()) {
      html.markup("<p>There is none.</p>\n");
    }
    if (!contents.problem().isEmpty()) {
      html.element("p", "message", "Not all layers can be shown: " + contents.problem());
    }
    html.markup("<noscript><p>The files of the layers need the page's script.</p></noscript>\n");
    layers.forEach(layer -> layer(layer, largest, html));
    html.markup("</section>\n");
  }

  private void layer(ShownLayer layer, long largest, Html html) {
    LayerContents.Changes changes = contents.of(layer.stack());
    html.markup("<details class=\"layer\" id=\"" + layer.id() + "\"><summary>")
        .markup("<span class=\"what\">")
        .text(String.join(", ", layer.labels()))
        .markup("</span> ");
    counts(changes, html);
    html.element("span", "num", Quantity.bytes(layer.own().size()))
        .markup("<span class=\"size\" aria-hidden=\"true\"><span style=\"width:")
        .markup(Math.max(1, 100 * layer.own().size() / largest) + "%\"></span></span></summary>\n")
        .markup("<div class=\"inside\"><p class=\"digest\">")
        .text(layer.own().digest().toString())
        .markup(" on " + below(layer) + "</p>\n<div class=\"tree\"></div>\n");
    if (changes != null && changes.hidden() > 0) {
      html.markup("<p>" + changes.hidden() + " more paths are left out.</p>\n");
    }
    html.markup("<script type=\"application/json\">")
        .json(changes == null ? "[]" : changes.json())
        .markup("</script></div></details>\n");
  }

  private static String below(ShownLayer layer) {
    int count = layer.stack().size();
    return count == 1
        ? "nothing"
        : Wording.digest(layer.stack().get(count - 2).digest().toString());
  }

  private static void counts(LayerContents.@Nullable Changes changes, Html html) {
    if (changes == null) {
      return;
    }
    html.markup("<span class=\"counts\">");
    count(html, "added", "+", changes.added());
    count(html, "changed", "~", changes.changed());
    count(html, "deleted", "−", changes.deleted());
    html.markup("</span> ");
  }

  private static void count(Html html, String kind, String sign, long count) {
    if (count > 0) {
      html.markup("<span class=\"" + kind + "\"><span aria-hidden=\"true\">" + sign + count)
          .markup("</span><span class=\"away\">" + count + " " + kind + "</span></span> ");
    }
  }
}
