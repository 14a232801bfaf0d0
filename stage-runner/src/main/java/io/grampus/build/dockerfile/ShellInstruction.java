package io.grampus.build.dockerfile;

import java.util.List;

/**
 * {@code SHELL ["PROGRAM", "ARGUMENT", …]}: what the shell forms run from here on.
 *
 * @param source where it stands and how it was written
 * @param words at least one
 */
public record ShellInstruction(InstructionSource source, List<String> words)
    implements Instruction {
  /** Takes a copy of every list. */
  public ShellInstruction {
    words = List.copyOf(words);
  }

  @Override
  public <R> R accept(InstructionVisitor<R> visitor) {
    return visitor.visitShell(this);
  }
}
