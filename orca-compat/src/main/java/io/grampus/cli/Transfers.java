package io.grampus.cli;

import io.grampus.build.BuildEvent;
import io.grampus.build.BuildListener;
import io.grampus.build.VertexEvent;
import io.grampus.build.tool.ToolListener;
import java.time.Clock;
import java.util.OptionalLong;

/**
 * Makes events of what programs move for a build: a vertex does its work in the thread in which it
 * started, and in the same thread the program is waited for.
 */
final class Transfers implements BuildListener, ToolListener {
  private final BuildListener next;
  private final Clock clock;
  private final ThreadLocal<Integer> vertices = new ThreadLocal<>();

  Transfers(BuildListener next, Clock clock) {
    this.next = next;
    this.clock = clock;
  }

  @Override
  public void on(BuildEvent event) {
    if (event instanceof VertexEvent.Started started) {
      vertices.set(started.vertex());
    } else if (event instanceof VertexEvent.Finished
        || event instanceof VertexEvent.Cached
        || event instanceof VertexEvent.Failed
        || event instanceof VertexEvent.Canceled) {
      vertices.remove();
    }
    next.on(event);
  }

  @Override
  public void line(String line) {}

  @Override
  public void moved(String program, long bytes) {
    Integer vertex = vertices.get();
    if (vertex != null) {
      next.on(
          new VertexEvent.Transferred(
              clock.instant(), vertex, "transferred", bytes, OptionalLong.empty()));
    }
  }
}
