package io.grampus.cli.progress;

import io.grampus.build.BuildEvent;
import io.grampus.build.BuildEvent.BuildFinished;
import io.grampus.build.BuildEvent.BuildStarted;
import io.grampus.build.BuildEvent.PlannedStage;
import io.grampus.build.BuildEvent.RungChosen;
import io.grampus.build.BuildEvent.Warning;
import io.grampus.build.VertexEvent;
import io.grampus.build.VertexEvent.Cached;
import io.grampus.build.VertexEvent.Canceled;
import io.grampus.build.VertexEvent.Failed;
import io.grampus.build.VertexEvent.Finished;
import io.grampus.build.VertexEvent.Started;
import io.grampus.build.VertexEvent.Transferred;
import io.grampus.build.VertexEvent.Wrote;
import io.grampus.cli.progress.VertexView.Ending;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Shows a build in place on a terminal: one line for each vertex with its time, and the last lines
 * of what the running ones write.
 *
 * <p>Events only change what is known; {@link #redraw} shows it, and is to be called some times a
 * second. What does not fit the terminal is left out from the top until the build is over. Warnings
 * stay above it, in full.
 */
public final class TtyRenderer extends EventRenderer {
  private final PrintStream out;
  private final LivePainter painter;
  private final Clock clock;
  private final Supplier<TerminalSize> size;
  private final Map<Integer, VertexView> vertices = new LinkedHashMap<>();
  private @Nullable Instant beginning;
  private @Nullable Instant ended;
  private @Nullable VertexView failed;
  private boolean succeeded;
  private boolean closed;
  private boolean paused;
  private int planned;

  /**
   * Draws nothing yet.
   *
   * @param out the terminal; flushed after each frame and never closed
   * @param clock gives the time for what runs
   * @param size asked before each frame, so that a resized terminal is noticed
   * @param colours whether lines are coloured
   */
  public TtyRenderer(PrintStream out, Clock clock, Supplier<TerminalSize> size, boolean colours) {
    this.out = out;
    this.painter = new LivePainter(out, colours);
    this.clock = clock;
    this.size = size;
  }

  /** Paints the build as it stands. Does nothing before the first event and after the last. */
  public synchronized void redraw() {
    if (closed || paused || beginning == null) {
      return;
    }
    TerminalSize now = size.get();
    painter.paint(frame(now.columns(), now.rows() - 1), now.columns());
  }

  @Override
  void buildStarted(BuildStarted event) {
    begin(event);
    planned = event.stages().stream().mapToInt(PlannedStage::steps).sum();
  }

  @Override
  void rungChosen(RungChosen event) {
    printAbove(Wording.of(event));
  }

  @Override
  void warning(Warning event) {
    printAbove("WARNING: " + Wording.of(event));
  }

  @Override
  void buildEnded(BuildEvent event) {
    ended = event.at();
    succeeded = event instanceof BuildFinished;
  }

  @Override
  void started(Started event) {
    begin(event);
    vertices.put(event.vertex(), new VertexView(event));
  }

  @Override
  void wrote(Wrote event) {
    vertex(event).wrote(event);
  }

  @Override
  void transferred(Transferred event) {
    vertex(event).transferred(event);
  }

  @Override
  void note(VertexEvent event, String line) {
    vertex(event).note(line);
  }

  @Override
  void finished(Finished event) {
    vertex(event).end(Ending.FINISHED, event.at());
  }

  @Override
  void cached(Cached event) {
    vertex(event).end(Ending.CACHED, event.at());
  }

  @Override
  void failed(Failed event) {
    failed = vertex(event);
    failed.end(Ending.FAILED, event.at());
  }

  @Override
  void canceled(Canceled event) {
    vertex(event).end(Ending.CANCELED, event.at());
  }

  @Override
  public synchronized void pause() {
    redraw();
    painter.close();
    paused = true;
  }

  @Override
  public synchronized void resume() {
    paused = false;
  }

  /** Paints everything a last time, the whole length of it, and repeats what failed. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    if (beginning != null) {
      int columns = size.get().columns();
      painter.paint(List.of(), columns);
      painter.paint(frame(columns, Integer.MAX_VALUE), columns);
    }
    painter.close();
    closed = true;
    if (failed != null) {
      failed.failureLog().print(failed.label(), out);
    }
    out.flush();
  }

  /** What comes before the stages are known, such as reading the Dockerfile, counts as well. */
  private void begin(BuildEvent event) {
    if (beginning == null) {
      beginning = event.at();
    }
  }

  private void printAbove(String text) {
    painter.printAbove(PrintableText.of(text), size.get().columns());
  }

  private VertexView vertex(VertexEvent event) {
    VertexView view = vertices.get(event.vertex());
    if (view == null) {
      throw new IllegalStateException("not started: " + event);
    }
    return view;
  }

  private List<StyledLine> frame(int columns, int rows) {
    Instant now = ended == null ? clock.instant() : ended;
    Frame frame = new Frame();
    frame.head(new StyledLine(CellWidth.fit(heading(now), columns), StyledLine.Style.PLAIN));
    for (VertexView vertex : vertices.values()) {
      frame.block(vertex.lines(now, columns), vertex.running());
    }
    return frame.within(rows);
  }

  private String heading(Instant now) {
    Instant since = beginning == null ? now : beginning;
    long done = vertices.values().stream().filter(vertex -> !vertex.running()).count();
    String time = Wording.seconds(Duration.between(since, now));
    String state = ended == null ? "" : succeeded ? " FINISHED" : " FAILED";
    return "[+] Building " + time + " (" + done + "/" + total() + ")" + state;
  }

  private int total() {
    long around = vertices.values().stream().filter(VertexView::aroundSteps).count();
    return Math.max(vertices.size(), planned + (int) around);
  }
}
