package io.grampus.cli.report;

import io.grampus.build.BuildEvent;
import io.grampus.build.SourcePlace;
import io.grampus.cli.progress.PrintableText;
import java.util.List;

/** What the user should know although the build went on. */
final class WarningsSection {
  private final List<BuildEvent.Warning> warnings;

  WarningsSection(List<BuildEvent.Warning> warnings) {
    this.warnings = warnings;
  }

  void write(Html html) {
    html.markup("<section id=\"warnings\" aria-labelledby=\"warnings-h\">\n")
        .markup("<h2 id=\"warnings-h\">Warnings</h2>\n");
    if (warnings.isEmpty()) {
      html.markup("<p>There is none.</p>\n");
    }
    for (BuildEvent.Warning warning : warnings) {
      html.markup("<div class=\"panel canceled\"><p><strong>")
          .text(warning.code())
          .markup("</strong> ")
          .text(PrintableText.of(warning.message()))
          .markup("</p>");
      SourcePlace place = warning.place();
      if (place != null) {
        place(place, html);
      }
      html.markup("</div>\n");
    }
    html.markup("</section>\n");
  }

  private static void place(SourcePlace place, Html html) {
    List<String> lines = place.text().lines().toList();
    html.markup("<pre class=\"excerpt\">").text(PrintableText.of(place.fileAndLine()));
    for (int line = place.firstLine(); line <= place.lastLine() && line <= lines.size(); line++) {
      html.text("\n" + PrintableText.of(lines.get(line - 1)));
    }
    html.markup("</pre>");
  }
}
