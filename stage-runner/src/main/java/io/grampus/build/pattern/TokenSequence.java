package io.grampus.build.pattern;

import java.util.List;

/** A whole pattern as its parts. */
record TokenSequence(List<Token> tokens) {
  TokenSequence {
    tokens = List.copyOf(tokens);
  }

  boolean matches(int[] name) {
    boolean[] positions = start(name);
    for (Token token : tokens) {
      positions = token.advance(name, positions);
    }
    return positions[name.length];
  }

  /** Whether some longer name that begins so can match; may say yes too often, never no. */
  boolean canContinue(int[] beginning) {
    boolean[] positions = start(beginning);
    for (Token token : tokens) {
      if (positions[beginning.length]) {
        return true;
      }
      positions = token.advance(beginning, positions);
    }
    return positions[beginning.length]
        && !tokens.isEmpty()
        && tokens.get(tokens.size() - 1).isUnbounded();
  }

  private static boolean[] start(int[] name) {
    boolean[] positions = new boolean[name.length + 1];
    positions[0] = true;
    return positions;
  }
}
