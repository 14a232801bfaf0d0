package io.grampus.build.dockerfile;

/**
 * {@code CMD}: the default command of the image.
 *
 * @param source where it stands and how it was written
 * @param command may hold no word at all
 */
public record CmdInstruction(InstructionSource source, CommandLine command) implements Instruction {

  @Override
  public <R> R accept(InstructionVisitor<R> visitor) {
    return visitor.visitCmd(this);
  }
}
