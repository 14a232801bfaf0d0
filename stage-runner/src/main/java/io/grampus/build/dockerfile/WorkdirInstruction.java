package io.grampus.build.dockerfile;

/**
 * {@code WORKDIR PATH}.
 *
 * @param source where it stands and how it was written
 * @param path as written; relative to the working directory so far
 */
public record WorkdirInstruction(InstructionSource source, String path) implements Instruction {

  @Override
  public <R> R accept(InstructionVisitor<R> visitor) {
    return visitor.visitWorkdir(this);
  }
}
