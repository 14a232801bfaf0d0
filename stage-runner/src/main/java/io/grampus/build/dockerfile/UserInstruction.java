package io.grampus.build.dockerfile;

/**
 * {@code USER NAME[:GROUP]}.
 *
 * @param source where it stands and how it was written
 * @param user as written, with the group if one was given
 */
public record UserInstruction(InstructionSource source, String user) implements Instruction {

  @Override
  public <R> R accept(InstructionVisitor<R> visitor) {
    return visitor.visitUser(this);
  }
}
