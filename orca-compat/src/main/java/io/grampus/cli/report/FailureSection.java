package io.grampus.cli.report;

import io.grampus.cli.progress.PrintableText;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What went wrong, on top of everything else. */
final class FailureSection {
  private static final int LAST_LINES = 15;

  private final BuildRecorder build;
  private final ReportSubject.@Nullable Failure failure;

  FailureSection(BuildRecorder build, ReportSubject.@Nullable Failure failure) {
    this.build = build;
    this.failure = failure;
  }

  void write(Html html) {
    if (failure == null) {
      return;
    }
    html.markup("<section id=\"failure\" class=\"panel failed\" aria-labelledby=\"failure-h\">\n")
        .markup("<h2 id=\"failure-h\">What went wrong</h2>\n");
    html.element("p", "message", PrintableText.of(failure.message()));
    if (!failure.hint().isEmpty()) {
      html.markup("<p><strong>Hint:</strong> ").text(failure.hint()).markup("</p>\n");
    }
    if (!failure.excerpt().isEmpty()) {
      html.element("pre", "excerpt", printable(failure.excerpt()));
    }
    build.vertices().stream()
        .filter(vertex -> vertex.outcome == RecordedVertex.Outcome.FAILED)
        .findFirst()
        .ifPresent(vertex -> lastLines(vertex, html));
    html.markup("</section>\n");
  }

  private static void lastLines(RecordedVertex vertex, Html html) {
    html.markup("<p>It was in <a href=\"#step-" + vertex.start.vertex() + "\">")
        .text(vertex.label())
        .markup("</a>");
    List<String> lines =
        Stream.concat(vertex.log.first().stream(), vertex.log.last().stream())
            .map(StepLog.Line::text)
            .toList();
    if (lines.isEmpty()) {
      html.markup(", which printed nothing.</p>\n");
      return;
    }
    html.markup(". The last lines that it printed:</p>\n");
    List<String> shown = lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size());
    html.element("pre", "log", String.join("\n", shown));
  }

  private static String printable(String text) {
    return String.join("\n", text.lines().map(PrintableText::of).toList());
  }
}
