package io.grampus.build.step;

import io.grampus.build.Vertex;
import java.io.IOException;
import java.util.function.UnaryOperator;

/** One instruction, ready to be executed. */
public sealed interface Step {
  /** A step that changes only the image's configuration. */
  record Configuring(UnaryOperator<StageState> change) implements Step {}

  /** A step that may change files, and is a vertex of its own to the user. */
  record Changing(Action action) implements Step {}

  /** What a step does to its stage. */
  @FunctionalInterface
  interface Action {
    /**
     * Executes the step.
     *
     * @param vertex takes the output
     * @throws io.grampus.os.GrampusException for what the user can mend
     * @throws IOException where a system call on the store failed
     */
    StageState apply(StageState state, Vertex vertex) throws IOException, InterruptedException;
  }
}
