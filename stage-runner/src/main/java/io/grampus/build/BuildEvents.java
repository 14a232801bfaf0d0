package io.grampus.build;

import io.grampus.build.dockerfile.Instruction;
import io.grampus.build.step.StageState;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Tells one build's listener what happens, and numbers the vertices. Safe for several threads. */
public final class BuildEvents {
  private final BuildListener listener;
  private final Clock clock;
  private final AtomicInteger lastVertex = new AtomicInteger();

  BuildEvents(BuildListener listener, Clock clock) {
    this.listener = listener;
    this.clock = clock;
  }

  /** The time now. */
  public Instant now() {
    return clock.instant();
  }

  /** Passes an event on. */
  void tell(BuildEvent event) {
    listener.on(event);
  }

  /** Tells of something the user should know although the build goes on. */
  public void warn(String code, String message, @Nullable SourcePlace place) {
    tell(new BuildEvent.Warning(now(), code, message, place));
  }

  /** Begins a vertex. */
  Vertex start(VertexKind kind, @Nullable String stage, String label) {
    Vertex vertex = new Vertex(this, lastVertex.incrementAndGet());
    tell(new VertexEvent.Started(now(), vertex.number(), kind, stage, label));
    return vertex;
  }

  /** An instruction is done, and the state is the one given. */
  StageState done(Instruction instruction, StageState state) {
    tell(
        new BuildEvent.InstructionDone(now(), instruction.range(), state.config(), state.layers()));
    return state;
  }
}
