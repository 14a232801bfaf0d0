package io.grampus.cli;

import io.grampus.build.SourcePlace;
import io.grampus.cli.progress.PrintableText;
import java.util.List;
import java.util.Locale;

/**
 * The lines of a Dockerfile around a place, with the place marked, in the form buildx uses. What is
 * named as a Dockerfile may be anything: nothing of it reaches the terminal as a command, and no
 * line is longer than people write them.
 */
final class SourceExcerpt {
  private static final String RULE = "--------------------\n";

  /** Lines shown around the place, above and below together. */
  private static final int AROUND = 4;

  private static final int LONGEST_LINE = 1000;

  private SourceExcerpt() {}

  /** The excerpt with a line feed at its end. */
  static String of(SourcePlace place) {
    List<String> lines = place.text().lines().toList();
    if (lines.isEmpty()) {
      return "";
    }
    int last = Math.max(1, Math.min(place.lastLine(), lines.size()));
    int first = Math.min(place.firstLine(), last);
    int from = first;
    int to = last;
    for (int around = 0; around < AROUND && (from > 1 || to < lines.size()); around++) {
      boolean above = from > 1 && (first - from <= to - last || to >= lines.size());
      from = above ? from - 1 : from;
      to = above ? to : to + 1;
    }
    StringBuilder text = new StringBuilder(place.fileAndLine()).append('\n').append(RULE);
    for (int number = from; number <= Math.min(to, lines.size()); number++) {
      String marker = number >= first && number <= last ? ">>>" : "   ";
      String line =
          String.format(Locale.ROOT, " %3d | %s %s", number, marker, shown(lines.get(number - 1)));
      text.append(line.stripTrailing()).append('\n');
    }
    return text.append(RULE).toString();
  }

  private static String shown(String line) {
    return line.length() > LONGEST_LINE
        ? PrintableText.of(line.substring(0, LONGEST_LINE)) + "…"
        : PrintableText.of(line);
  }
}
