package io.grampus.build.step;

import io.grampus.build.Vertex;
import io.grampus.build.dockerfile.DockerfileException;
import io.grampus.build.dockerfile.Instruction;

/** COPY and ADD. */
final class CopyStep {
  private final Instruction instruction;

  private CopyStep(Instruction instruction) {
    this.instruction = instruction;
  }

  static CopyStep of(StepSurroundings surroundings, CopyInputs inputs, Instruction instruction) {
    return new CopyStep(instruction);
  }

  StageState apply(StageState state, Vertex vertex) {
    if (state.layers().isEmpty()) {
      return state;
    }
    throw new DockerfileException("x", "x", null, instruction.range());
  }
}
