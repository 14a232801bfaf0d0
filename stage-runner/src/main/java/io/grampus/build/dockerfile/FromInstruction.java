package io.grampus.build.dockerfile;

import org.jspecify.annotations.Nullable;

/**
 * {@code FROM [--platform=P] IMAGE [AS NAME]}: opens a stage.
 *
 * @param source where it stands and how it was written
 * @param image image or earlier stage, before expansion with the global arguments
 * @param stageName lower case, or null for a stage known by its index only
 * @param platform before expansion, or null
 */
public record FromInstruction(
    InstructionSource source, String image, @Nullable String stageName, @Nullable String platform)
    implements Instruction {

  @Override
  public <R> R accept(InstructionVisitor<R> visitor) {
    return visitor.visitFrom(this);
  }
}
