package io.grampus.cli.progress;

import io.grampus.build.BuildEvent;
import io.grampus.build.BuildEvent.BuildStarted;
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
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes each event as a line and never goes back, in the form that buildx uses for {@code
 * --progress=plain}: every line begins with the number of its vertex, and a vertex is named again
 * when the output returns to it.
 */
public final class PlainRenderer extends EventRenderer {
  private static final Duration BETWEEN_TRANSFERS = Duration.ofSeconds(5);

  private final PrintStream out;
  private final Map<Integer, Vertex> vertices = new LinkedHashMap<>();
  private @Nullable Vertex current;
  private @Nullable Vertex failed;
  private boolean anythingPrinted;

  /** Writes to the stream, which is flushed after each event and never closed. */
  public PlainRenderer(PrintStream out) {
    this.out = out;
  }

  /** What is known of a vertex that has started. */
  private final class Vertex {
    final int number;
    final Started start;
    final String label;
    final FailureLog failureLog = new FailureLog();
    final Map<String, Instant> lastTransfers = new HashMap<>();
    final LineSplitter splitter;
    Instant lastWrite;

    Vertex(int number, Started start) {
      this.number = number;
      this.start = start;
      this.label = PrintableText.of(start.label());
      this.lastWrite = start.at();
      this.splitter = new LineSplitter(this::writeLine);
    }

    private void writeLine(String raw) {
      String line = PrintableText.coloured(raw);
      String timed = Wording.milliseconds(Duration.between(start.at(), lastWrite)) + " " + line;
      failureLog.add(timed);
      printLine(this, timed);
    }
  }

  @Override
  void buildStarted(BuildStarted event) {}

  @Override
  void rungChosen(RungChosen event) {
    printAside("#0 " + PrintableText.of(Wording.of(event)));
  }

  @Override
  void warning(Warning event) {
    printAside("WARNING: " + PrintableText.of(Wording.of(event)));
  }

  @Override
  void buildEnded(BuildEvent event) {
    if (failed != null) {
      failed.failureLog.print(failed.label, out);
      failed = null;
      out.flush();
    }
  }

  @Override
  void started(Started event) {
    Vertex vertex = new Vertex(vertices.size() + 1, event);
    vertices.put(event.vertex(), vertex);
    turnTo(vertex);
    out.flush();
  }

  @Override
  void wrote(Wrote event) {
    Vertex vertex = vertex(event);
    vertex.lastWrite = event.at();
    vertex.splitter.add(event.chunk());
  }

  @Override
  void transferred(Transferred event) {
    Vertex vertex = vertex(event);
    boolean complete = event.total().isPresent() && event.total().getAsLong() == event.done();
    @Nullable Instant last = vertex.lastTransfers.get(event.item());
    if (complete || last == null || !event.at().isBefore(last.plus(BETWEEN_TRANSFERS))) {
      vertex.lastTransfers.put(event.item(), event.at());
      note(event, Wording.of(event));
    }
  }

  @Override
  void note(VertexEvent event, String line) {
    Vertex vertex = vertex(event);
    vertex.splitter.end();
    printLine(vertex, PrintableText.ofLines(line));
  }

  @Override
  void finished(Finished event) {
    end(event, "DONE " + Wording.seconds(event.duration()));
  }

  @Override
  void cached(Cached event) {
    end(event, "CACHED");
  }

  @Override
  void failed(Failed event) {
    failed = vertex(event);
    end(event, "ERROR: " + event.message());
  }

  @Override
  void canceled(Canceled event) {
    end(event, "CANCELED");
  }

  @Override
  public synchronized void close() {
    vertices.values().forEach(vertex -> vertex.splitter.end());
    out.flush();
  }

  private Vertex vertex(VertexEvent event) {
    Vertex vertex = vertices.get(event.vertex());
    if (vertex == null) {
      throw new IllegalStateException("not started: " + event);
    }
    return vertex;
  }

  private void end(VertexEvent event, String line) {
    note(event, line);
    current = null;
  }

  private void printLine(Vertex vertex, String line) {
    turnTo(vertex);
    out.println("#" + vertex.number + " " + line);
    out.flush();
  }

  private void turnTo(Vertex vertex) {
    if (current == vertex) {
      return;
    }
    leaveCurrent();
    out.println("#" + vertex.number + " " + vertex.label);
    current = vertex;
  }

  private void printAside(String line) {
    leaveCurrent();
    out.println(line);
    out.flush();
  }

  private void leaveCurrent() {
    if (current != null) {
      out.println("#" + current.number + " ...");
      current = null;
    }
    if (anythingPrinted) {
      out.println();
    }
    anythingPrinted = true;
  }
}
