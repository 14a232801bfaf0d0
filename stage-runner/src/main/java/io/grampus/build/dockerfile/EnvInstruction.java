package io.grampus.build.dockerfile;

import java.util.List;

/**
 * {@code ENV KEY=VALUE …} or the older {@code ENV KEY VALUE}.
 *
 * @param source where it stands and how it was written
 * @param variables at least one, in order
 */
public record EnvInstruction(InstructionSource source, List<KeyValue> variables)
    implements Instruction {
  /** Takes a copy of every list. */
  public EnvInstruction {
    variables = List.copyOf(variables);
  }

  @Override
  public <R> R accept(InstructionVisitor<R> visitor) {
    return visitor.visitEnv(this);
  }
}
