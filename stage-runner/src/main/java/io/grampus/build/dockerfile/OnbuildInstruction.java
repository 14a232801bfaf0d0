package io.grampus.build.dockerfile;

/**
 * {@code ONBUILD INSTRUCTION}: kept in the image, run first in every build from it.
 *
 * @param source where it stands and how it was written
 * @param expression the triggered instruction verbatim, heredoc bodies included; {@link
 *     InstructionParser#parseTrigger} reads it
 */
public record OnbuildInstruction(InstructionSource source, String expression)
    implements Instruction {

  @Override
  public <R> R accept(InstructionVisitor<R> visitor) {
    return visitor.visitOnbuild(this);
  }
}
