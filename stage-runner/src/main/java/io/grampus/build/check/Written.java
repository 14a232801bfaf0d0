package io.grampus.build.check;

import io.grampus.build.dockerfile.FromInstruction;
import io.grampus.build.dockerfile.Instruction;
import java.util.Locale;
import java.util.Optional;

/** Words of instructions as they are written, which the typed instructions no longer know. */
final class Written {
  private Written() {}

  /** The instruction's name. */
  static String keyword(Instruction instruction) {
    return instruction.text().split("\\s", 2)[0];
  }

  /** The {@code AS} of a FROM. */
  static Optional<String> as(FromInstruction from) {
    return fromEnd(from, 2);
  }

  /** The stage's name of a FROM. */
  static Optional<String> stageName(FromInstruction from) {
    return fromEnd(from, 1);
  }

  private static Optional<String> fromEnd(FromInstruction from, int distance) {
    String[] words = from.text().strip().split("\\s+");
    return from.stageName() == null
        ? Optional.empty()
        : Optional.of(words[words.length - distance]);
  }

  static boolean isLower(String word) {
    return word.equals(word.toLowerCase(Locale.ROOT));
  }

  static boolean isUpper(String word) {
    return word.equals(word.toUpperCase(Locale.ROOT));
  }
}
