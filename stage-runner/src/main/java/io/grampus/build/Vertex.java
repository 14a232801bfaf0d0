package io.grampus.build;

import io.grampus.build.image.Descriptor;
import io.grampus.build.snapshot.CommittedStep;
import io.grampus.build.step.StageState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** One vertex of a build that is under way: what happens in it is told through this. */
public final class Vertex {
  private final BuildEvents events;
  private final int number;
  private final Instant started;
  private boolean cached;

  Vertex(BuildEvents events, int number) {
    this.events = events;
    this.number = number;
    this.started = events.now();
  }

  int number() {
    return number;
  }

  /** The command wrote something. */
  public void wrote(OutputStreamName stream, byte[] chunk) {
    events.tell(
        new VertexEvent.Wrote(
            events.now(), number, stream, OutputChunk.copyOf(chunk, 0, chunk.length)));
  }

  /** The result was known; {@link #finish} says so. */
  public void markCached() {
    cached = true;
  }

  /** The result is not known, for these reasons. */
  public void missed(List<String> reasons) {
    events.tell(new VertexEvent.Missed(events.now(), number, reasons));
  }

  /** The changes have become a layer. */
  public void committed(CommittedStep step) {
    events.tell(
        new VertexEvent.LayerCommitted(
            events.now(),
            number,
            step.layer().digest().toString(),
            step.layer().size(),
            step.entries()));
  }

  /** What the root file system behind the vertex is made of; the state is the one given. */
  StageState stacked(List<Descriptor> before, StageState after) {
    boolean added = after.layers().size() > before.size();
    events.tell(new VertexEvent.Stacked(events.now(), number, after.layers(), added));
    return after;
  }

  void baseResolved(String reference, String digest, boolean local) {
    events.tell(new VertexEvent.BaseImageResolved(events.now(), number, reference, digest, local));
  }

  void baseUnpacked(String digest, boolean reused) {
    events.tell(new VertexEvent.BaseImageUnpacked(events.now(), number, digest, reused));
  }

  void note(String text) {
    events.tell(new VertexEvent.Noted(events.now(), number, text));
  }

  void exported(Output output, String text) {
    events.tell(new VertexEvent.Exported(events.now(), number, output, text));
  }

  void finish() {
    events.tell(
        cached
            ? new VertexEvent.Cached(events.now(), number)
            : new VertexEvent.Finished(events.now(), number, elapsed()));
  }

  void fail(String message) {
    events.tell(new VertexEvent.Failed(events.now(), number, elapsed(), message));
  }

  void cancel() {
    events.tell(new VertexEvent.Canceled(events.now(), number));
  }

  private Duration elapsed() {
    return Duration.between(started, events.now());
  }
}
