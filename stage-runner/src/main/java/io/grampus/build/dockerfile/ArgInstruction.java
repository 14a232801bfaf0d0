package io.grampus.build.dockerfile;

import java.util.List;

/**
 * {@code ARG NAME[=DEFAULT] …}: declares build arguments.
 *
 * @param source where it stands and how it was written
 * @param arguments at least one, in order; defaults unexpanded until {@link StageScope#declare}
 */
public record ArgInstruction(InstructionSource source, List<ArgDeclaration> arguments)
    implements Instruction {
  /** Takes a copy of every list. */
  public ArgInstruction {
    arguments = List.copyOf(arguments);
  }

  @Override
  public <R> R accept(InstructionVisitor<R> visitor) {
    return visitor.visitArg(this);
  }
}
