package io.grampus.cli.report;

import io.grampus.cli.progress.Wording;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** When each vertex began and how long it took, by stages. */
final class TimelineSection {
  private static final int TICKS = 4;

  private final BuildRecorder build;
  private final long whole;

  TimelineSection(BuildRecorder build) {
    this.build = build;
    this.whole = Math.max(1, Duration.between(build.beginning(), build.end()).toMillis());
  }

  void write(Html html) {
    html.markup("<section id=\"timeline\" aria-labelledby=\"timeline-h\">\n")
        .markup("<h2 id=\"timeline-h\">Timeline</h2>\n<div class=\"chart\" role=\"table\" ")
        .markup("aria-labelledby=\"timeline-h\">\n<div role=\"rowgroup\"><div role=\"row\" ")
        .markup("class=\"line head\"><span role=\"columnheader\">Step</span>")
        .markup("<span role=\"columnheader\" class=\"axis\">")
        .markup("<span class=\"away\">When, of " + seconds(whole) + "</span>");
    for (int tick = 0; tick <= TICKS; tick++) {
      html.markup("<span aria-hidden=\"true\">" + seconds(whole * tick / TICKS) + "</span>");
    }
    html.markup("</span><span role=\"columnheader\" class=\"num\">Took</span>")
        .markup("<span role=\"columnheader\">Result</span></div></div>\n");
    VertexGroups.of(build.vertices()).forEach((name, vertices) -> group(name, vertices, html));
    html.markup("</div>\n</section>\n");
  }

  private void group(String name, List<RecordedVertex> vertices, Html html) {
    html.markup("<div role=\"rowgroup\"><div role=\"row\" class=\"group\">")
        .markup("<span role=\"rowheader\">")
        .text(name)
        .markup("</span>")
        .markup("</div>\n");
    vertices.forEach(vertex -> line(vertex, html));
    html.markup("</div>\n");
  }

  private void line(RecordedVertex vertex, Html html) {
    Duration duration = vertex.duration(build.end());
    html.markup("<div role=\"row\" class=\"line\"><span role=\"cell\" class=\"what\"><a href=\"#")
        .markup("step-" + vertex.start.vertex() + "\" title=\"")
        .text(vertex.label())
        .markup("\">")
        .text(vertex.label())
        .markup("</a></span><span role=\"cell\" class=\"track\">")
        .element("span", "away", "at " + seconds(since(vertex.start.at())))
        .markup("<span class=\"bar " + vertex.outcome.style + "\" style=\"left:")
        .markup(percent(since(vertex.start.at())) + ";width:" + percent(duration.toMillis()))
        .markup("\"></span></span><span role=\"cell\" class=\"num\">")
        .markup(Wording.seconds(duration))
        .markup("</span><span role=\"cell\">")
        .element("span", "badge " + vertex.outcome.style, vertex.outcome.word)
        .markup("</span></div>\n");
  }

  private long since(Instant time) {
    return Duration.between(build.beginning(), time).toMillis();
  }

  private String percent(long milliseconds) {
    return String.format(Locale.ROOT, "%.2f%%", 100.0 * milliseconds / whole);
  }

  private static String seconds(long milliseconds) {
    return Wording.seconds(Duration.ofMillis(milliseconds));
  }
}
