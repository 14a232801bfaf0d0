package io.grampus.build.pattern;

import java.util.ArrayList;
import java.util.List;

/**
 * A pattern with the meaning of Go's {@code filepath.Match}: {@code *} is any text without a slash,
 * {@code ?} one character other than a slash, {@code [a-z]} and {@code [^a-z]} one of or outside a
 * range, a backslash takes the next character's meaning away. The whole name has to match.
 */
public final class GoPattern {
  private final TokenSequence tokens;

  private GoPattern(TokenSequence tokens) {
    this.tokens = tokens;
  }

  /**
   * Reads a pattern.
   *
   * @throws PatternException if it is malformed
   */
  public static GoPattern of(String pattern) {
    List<Token> tokens = new ArrayList<>();
    PatternCursor cursor = new PatternCursor(pattern);
    while (!cursor.isAtEnd()) {
      tokens.add(token(cursor));
    }
    return new GoPattern(new TokenSequence(tokens));
  }

  private static Token token(PatternCursor cursor) {
    int character = cursor.next("");
    return switch (character) {
      case '*' -> new Token.Star();
      case '?' -> new Token.AnyOne();
      case '[' -> CharacterClass.read(cursor);
      case '\\' -> new Token.Literal(cursor.next("nothing follows the last backslash"));
      default -> new Token.Literal(character);
    };
  }

  /** Whether a name, any bytes, matches. */
  public boolean matches(byte[] name) {
    return tokens.matches(ByteText.characters(name));
  }
}
