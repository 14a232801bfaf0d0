package io.grampus.build.step;

import io.grampus.build.Vertex;
import io.grampus.build.dockerfile.Instruction;
import java.io.IOException;

/**
 * One instruction, ready to be executed.
 *
 * @param instruction with its variables replaced
 * @param changesFiles whether it may change files, and is shown as a vertex of its own
 * @param action what it does
 */
public record Step(Instruction instruction, boolean changesFiles, Action action) {
  /** What a step does to its stage. */
  @FunctionalInterface
  public interface Action {
    /**
     * Executes the step.
     *
     * @param vertex takes the output; for a step that changes no files it is not used
     * @throws io.grampus.os.GrampusException for what the user can mend
     * @throws IOException where a system call on the store failed
     */
    StageState apply(StageState state, Vertex vertex) throws IOException, InterruptedException;
  }
}
