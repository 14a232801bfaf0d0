package io.grampus.build.dockerfile;

/**
 * {@code MAINTAINER NAME}: sets the image's author; deprecated in favour of a label.
 *
 * @param source where it stands and how it was written
 * @param name verbatim
 */
public record MaintainerInstruction(InstructionSource source, String name) implements Instruction {

  @Override
  public <R> R accept(InstructionVisitor<R> visitor) {
    return visitor.visitMaintainer(this);
  }
}
