package io.grampus.build.dockerfile;

import java.util.List;

/**
 * {@code LABEL KEY=VALUE …} or the older {@code LABEL KEY VALUE}.
 *
 * @param source where it stands and how it was written
 * @param labels at least one, in order
 */
public record LabelInstruction(InstructionSource source, List<KeyValue> labels)
    implements Instruction {
  /** Takes a copy of every list. */
  public LabelInstruction {
    labels = List.copyOf(labels);
  }

  @Override
  public <R> R accept(InstructionVisitor<R> visitor) {
    return visitor.visitLabel(this);
  }
}
