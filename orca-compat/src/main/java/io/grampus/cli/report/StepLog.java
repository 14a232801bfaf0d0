package io.grampus.cli.report;

import io.grampus.build.VertexEvent.Wrote;
import io.grampus.cli.progress.LineSplitter;
import io.grampus.cli.progress.PrintableText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** What a vertex wrote: of much only the first and the last lines. */
final class StepLog {
  /** A line, with the time since the vertex started. */
  record Line(Duration after, String text) {}

  private static final int FIRST = 200;
  private static final int MOST_CHARACTERS = 512 * 1024;
  private static final int LONGEST_LINE = 2000;

  private final Instant start;
  private final List<Line> first = new ArrayList<>();
  private final Deque<Line> last = new ArrayDeque<>();
  private final LineSplitter splitter = new LineSplitter(this::add);
  private Duration now = Duration.ZERO;
  private long dropped;
  private int characters;

  StepLog(Instant start) {
    this.start = start;
  }

  void wrote(Wrote event) {
    now = Duration.between(start, event.at());
    splitter.add(event.chunk());
  }

  void end() {
    splitter.end();
  }

  private void add(String raw) {
    String text = PrintableText.of(raw);
    Line line =
        new Line(now, text.length() > LONGEST_LINE ? text.substring(0, LONGEST_LINE) + "…" : text);
    if (first.size() < FIRST) {
      first.add(line);
      return;
    }
    last.addLast(line);
    characters += line.text().length() + 1;
    while (characters > MOST_CHARACTERS) {
      characters -= last.removeFirst().text().length() + 1;
      dropped++;
    }
  }

  /** The lines at the beginning. */
  List<Line> first() {
    return List.copyOf(first);
  }

  /** How many lines between the first and the last are not kept. */
  long dropped() {
    return dropped;
  }

  /** The lines behind those. */
  List<Line> last() {
    return List.copyOf(last);
  }

  boolean isEmpty() {
    return first.isEmpty();
  }
}
