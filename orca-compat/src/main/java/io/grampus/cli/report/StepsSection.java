package io.grampus.cli.report;

import io.grampus.build.VertexEvent.LayerCommitted;
import io.grampus.build.VertexEvent.Stacked;
import io.grampus.cli.progress.PrintableText;
import io.grampus.cli.progress.Wording;
import io.grampus.cli.report.RecordedVertex.Outcome;
import java.util.Collection;
import java.util.List;

/** Everything about each vertex: result, cache, notes, log. */
final class StepsSection {
  private final BuildRecorder build;
  private final Collection<ShownLayer> layers;

  StepsSection(BuildRecorder build, Collection<ShownLayer> layers) {
    this.build = build;
    this.layers = layers;
  }

  void write(Html html) {
    html.markup("<section id=\"steps\" aria-labelledby=\"steps-h\">\n")
        .markup("<h2 id=\"steps-h\">Steps</h2>\n");
    VertexGroups.of(build.vertices())
        .forEach(
            (heading, vertices) -> {
              html.element("h3", heading).markup("\n");
              vertices.forEach(vertex -> step(vertex, html));
            });
    html.markup("</section>\n");
  }

  private void step(RecordedVertex vertex, Html html) {
    boolean open = vertex.outcome == Outcome.FAILED;
    html.markup("<details class=\"step\" id=\"step-" + vertex.start.vertex() + "\"")
        .markup(open ? " open>" : ">")
        .markup("<summary><span class=\"what\">")
        .text(vertex.label())
        .markup("</span> <span class=\"num\">")
        .markup(Wording.seconds(vertex.duration(build.end())))
        .markup("</span> ")
        .element("span", "badge " + vertex.outcome.style, vertex.outcome.word)
        .markup("</summary>\n<div class=\"inside\">\n");
    cache(vertex, html);
    if (!vertex.failure.isEmpty()) {
      html.element("p", "message", PrintableText.of(vertex.failure));
    }
    layer(vertex, html);
    notes(vertex, html);
    log(vertex.log, html);
    html.markup("</div></details>\n");
  }

  private static void cache(RecordedVertex vertex, Html html) {
    if (!vertex.isStep()) {
      return;
    }
    if (vertex.outcome == Outcome.CACHED) {
      html.markup("<p>Cache: <strong>hit</strong>. The result of an earlier build was used.</p>\n");
    } else if (!vertex.reasons.isEmpty()) {
      html.markup("<p>Cache: <strong>miss</strong>, because</p>\n<ul>");
      vertex.reasons.forEach(reason -> html.element("li", PrintableText.of(reason)));
      html.markup("</ul>\n");
    }
  }

  private void layer(RecordedVertex vertex, Html html) {
    LayerCommitted made = vertex.layer;
    Stacked stack = vertex.stack;
    if (stack != null && stack.added()) {
      html.markup("<p><a href=\"#" + ShownLayer.idOf(layers, stack) + "\">")
          .text(made == null ? "What is in the layer" : "Made the " + Wording.of(made))
          .markup("</a></p>\n");
    } else if (stack != null && vertex.isStep()) {
      html.markup("<p>No file changed, so there is no layer.</p>\n");
    }
  }

  private static void notes(RecordedVertex vertex, Html html) {
    if (!vertex.notes.isEmpty()) {
      html.markup("<ul>");
      vertex.notes.values().forEach(note -> html.element("li", PrintableText.of(note)));
      html.markup("</ul>\n");
    }
  }

  private static void log(StepLog log, Html html) {
    if (log.isEmpty()) {
      return;
    }
    html.markup("<pre class=\"log\" tabindex=\"0\" aria-label=\"Log\">");
    lines(log.first(), html);
    if (log.dropped() > 0) {
      html.element("em", "… " + log.dropped() + " lines are left out here …").markup("\n");
    }
    lines(log.last(), html);
    html.markup("</pre>\n");
  }

  private static void lines(List<StepLog.Line> lines, Html html) {
    for (StepLog.Line line : lines) {
      html.element("span", "at", Wording.milliseconds(line.after()))
          .markup(" ")
          .text(line.text())
          .markup("\n");
    }
  }
}
