package io.grampus.build.pattern;

/** Reads a pattern character by character. */
final class PatternCursor {
  private final String pattern;
  private final int[] characters;
  private int position;

  PatternCursor(String pattern) {
    this.pattern = pattern;
    this.characters = pattern.codePoints().toArray();
  }

  boolean isAtEnd() {
    return position == characters.length;
  }

  boolean isAtStart() {
    return position == 0;
  }

  int next(String problemAtEnd) {
    if (isAtEnd()) {
      throw failure(problemAtEnd);
    }
    return characters[position++];
  }

  boolean accept(int character) {
    if (isAtEnd() || characters[position] != character) {
      return false;
    }
    position++;
    return true;
  }

  PatternException failure(String problem) {
    return new PatternException(
        "syntax error in pattern " + pattern + ": " + problem,
        "put a backslash before *, ?, [ and \\ that stand for themselves");
  }
}
