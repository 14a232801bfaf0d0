package io.grampus.build.step;

import io.grampus.build.Vertex;
import io.grampus.build.dockerfile.DockerfileException;
import io.grampus.build.dockerfile.WorkdirInstruction;

/** WORKDIR. */
final class WorkdirStep {
  private final WorkdirInstruction instruction;

  WorkdirStep(StepSurroundings surroundings, WorkdirInstruction instruction) {
    this.instruction = instruction;
  }

  StageState apply(StageState state, Vertex vertex) {
    if (state.layers().isEmpty()) {
      return state;
    }
    throw new DockerfileException("x", "x", null, instruction.range());
  }
}
