package io.grampus.cli.progress;

import io.grampus.build.VertexEvent.Started;
import io.grampus.build.VertexEvent.Transferred;
import io.grampus.build.VertexEvent.Wrote;
import io.grampus.build.VertexKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a terminal shows of one vertex. */
final class VertexView {
  /** How a vertex ended. */
  enum Ending {
    FINISHED("", StyledLine.Style.DONE),
    CACHED("CACHED ", StyledLine.Style.DONE),
    FAILED("ERROR ", StyledLine.Style.FAILED),
    CANCELED("CANCELED ", StyledLine.Style.CANCELED);

    final String prefix;
    final StyledLine.Style style;

    Ending(String prefix, StyledLine.Style style) {
      this.prefix = prefix;
      this.style = style;
    }
  }

  private static final int LOG_LINES = 6;

  private final Started start;
  private final Map<String, String> notes = new LinkedHashMap<>();
  private final Deque<String> log = new ArrayDeque<>();
  private final FailureLog failureLog = new FailureLog();
  private final LineSplitter splitter = new LineSplitter(this::addLine);
  private Instant lastWrite;
  private @Nullable Ending ending;
  private @Nullable Instant end;

  VertexView(Started start) {
    this.start = start;
    this.lastWrite = start.at();
  }

  /** Whether the vertex is work that no stage was planned with. */
  boolean aroundSteps() {
    return start.kind() == VertexKind.LOAD || start.kind() == VertexKind.EXPORT;
  }

  String label() {
    return PrintableText.of(start.label());
  }

  FailureLog failureLog() {
    return failureLog;
  }

  boolean running() {
    return ending == null;
  }

  void wrote(Wrote event) {
    lastWrite = event.at();
    splitter.add(event.chunk());
  }

  void transferred(Transferred event) {
    notes.put(event.item(), PrintableText.of(Wording.of(event)));
  }

  void note(String line) {
    notes.put(line, PrintableText.of(line));
  }

  void end(Ending how, Instant when) {
    splitter.end();
    ending = how;
    end = when;
  }

  /** The line of the vertex, and below it what there is to say while it runs. */
  List<StyledLine> lines(Instant now, int columns) {
    List<StyledLine> lines = new ArrayList<>();
    Ending how = ending;
    String prefix = how == null ? "" : how.prefix;
    StyledLine.Style style = how == null ? StyledLine.Style.PLAIN : how.style;
    lines.add(new StyledLine(timedLine(" => " + prefix + label(), now, columns), style));
    if (how == null || (how != Ending.CACHED && start.kind() == VertexKind.EXPORT)) {
      notes.values().forEach(note -> lines.add(below(" => => " + note, style, columns)));
    }
    if (how == null) {
      visibleLog()
          .forEach(line -> lines.add(below(" => => # " + line, StyledLine.Style.FAINT, columns)));
    }
    return lines;
  }

  private static StyledLine below(String text, StyledLine.Style style, int columns) {
    return new StyledLine(CellWidth.fit(text, columns), style);
  }

  private String timedLine(String text, Instant now, int columns) {
    Instant until = end == null ? now : end;
    String time = Wording.seconds(Duration.between(start.at(), until));
    int room = columns - time.length() - 1;
    if (room < " => ".length()) {
      return CellWidth.fit(text, columns);
    }
    String fitting = CellWidth.fit(text, room);
    return fitting + " ".repeat(room - CellWidth.of(fitting) + 1) + time;
  }

  private List<String> visibleLog() {
    List<String> lines = new ArrayList<>(log);
    String unfinished = PrintableText.of(splitter.unfinished());
    if (!unfinished.isEmpty()) {
      lines.add(unfinished);
    }
    return lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size());
  }

  private void addLine(String line) {
    String printable = PrintableText.of(line);
    failureLog.add(Wording.milliseconds(Duration.between(start.at(), lastWrite)) + " " + printable);
    if (log.size() == LOG_LINES) {
      log.removeFirst();
    }
    log.addLast(printable);
  }
}
