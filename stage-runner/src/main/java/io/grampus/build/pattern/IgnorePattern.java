package io.grampus.build.pattern;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One line of a {@code .dockerignore}: like {@link GoPattern}, and {@code **} crosses slashes.
 *
 * <p>Which of four ways a pattern is compared decides its corner cases, so they are kept apart as
 * moby's patternmatcher keeps them: a pattern without wildcards is compared as it is; one that ends
 * in its only wildcard, {@code **}, by beginning; one that starts with its only wildcard, {@code
 * **}, by end (so {@code **x} matches {@code ax}); all others part by part.
 */
final class IgnorePattern {
  private enum Kind {
    EXACT,
    BEGINNING,
    END,
    PARTS
  }

  private final boolean negated;
  private final Kind kind;
  private final int[] text;
  private final TokenSequence tokens;

  private IgnorePattern(boolean negated, Kind kind, String text, List<Token> tokens) {
    this.negated = negated;
    this.kind = kind;
    this.text = text.codePoints().toArray();
    this.tokens = new TokenSequence(tokens);
  }

  /** Reads a pattern that is cleaned already and has lost its exclamation mark. */
  static IgnorePattern of(String pattern, boolean negated) {
    Reader reader = new Reader(pattern);
    reader.read();
    String text =
        switch (reader.kind) {
          case BEGINNING -> pattern.substring(0, pattern.length() - 2);
          case END -> pattern.substring(2);
          case EXACT, PARTS -> pattern;
        };
    return new IgnorePattern(negated, reader.kind, text, reader.tokens);
  }

  boolean isNegated() {
    return negated;
  }

  boolean matches(int[] path) {
    return switch (kind) {
      case EXACT -> Arrays.equals(path, text);
      case BEGINNING -> startsWith(path, text);
      case END -> endsWith(path) || isWholeWithoutSlash(path);
      case PARTS -> tokens.matches(path);
    };
  }

  /** Whether it may match some path that begins so and is longer. */
  boolean canMatchBelow(int[] directoryWithSlash) {
    return switch (kind) {
      case EXACT -> startsWith(text, directoryWithSlash) && text.length > directoryWithSlash.length;
      case BEGINNING ->
          startsWith(text, directoryWithSlash) || startsWith(directoryWithSlash, text);
      case END -> true;
      case PARTS -> tokens.canContinue(directoryWithSlash);
    };
  }

  private static boolean startsWith(int[] whole, int[] beginning) {
    return whole.length >= beginning.length
        && Arrays.equals(whole, 0, beginning.length, beginning, 0, beginning.length);
  }

  private boolean endsWith(int[] path) {
    return path.length >= text.length
        && Arrays.equals(path, path.length - text.length, path.length, text, 0, text.length);
  }

  /** {@code **}{@code /x} matches {@code x}. */
  private boolean isWholeWithoutSlash(int[] path) {
    return text.length > 0
        && text[0] == '/'
        && Arrays.equals(path, 0, path.length, text, 1, text.length);
  }

  /** Finds the parts of a pattern and the way it is to be compared. */
  private static final class Reader {
    private final PatternCursor cursor;
    private final List<Token> tokens = new ArrayList<>();
    private Kind kind = Kind.EXACT;

    Reader(String pattern) {
      this.cursor = new PatternCursor(pattern);
    }

    void read() {
      while (!cursor.isAtEnd()) {
        boolean first = cursor.isAtStart();
        int character = cursor.next("");
        switch (character) {
          case '*' -> readStar(first);
          case '?' -> addSpecial(new Token.AnyOne());
          case '[' -> addSpecial(CharacterClass.read(cursor));
          case '\\' ->
              addSpecial(new Token.Literal(cursor.next("nothing follows the last backslash")));
          case ']' -> addSpecial(new Token.Literal(character));
          default -> tokens.add(new Token.Literal(character));
        }
      }
    }

    private void addSpecial(Token token) {
      tokens.add(token);
      kind = Kind.PARTS;
    }

    private void readStar(boolean first) {
      if (!cursor.accept('*')) {
        addSpecial(new Token.Star());
        return;
      }
      cursor.accept('/');
      if (!cursor.isAtEnd()) {
        addSpecial(new Token.Directories());
      } else if (kind == Kind.EXACT) {
        tokens.add(new Token.Everything());
        kind = Kind.BEGINNING;
      } else {
        addSpecial(new Token.Everything());
      }
      if (first) {
        kind = Kind.END;
      }
    }
  }
}
