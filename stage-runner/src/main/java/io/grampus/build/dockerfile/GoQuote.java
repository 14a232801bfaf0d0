package io.grampus.build.dockerfile;

import java.util.List;
import java.util.stream.Collectors;

/** Text in quotes as Go's {@code %q} prints it, which is what history entries hold. */
final class GoQuote {
  private static final int REPLACEMENT = 0xFFFD;

  private GoQuote() {}

  /** A list as {@code ["a" "b"]}. */
  static String quoteAll(List<String> words) {
    return words.stream().map(GoQuote::quote).collect(Collectors.joining(" ", "[", "]"));
  }

  static String quote(String text) {
    StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
    text.codePoints().forEach(codePoint -> append(quoted, codePoint, '"'));
    return quoted.append('"').toString();
  }

  /** A number as the character that it stands for, in single quotes. */
  static String quoteCharacter(int number) {
    boolean isCharacter = Character.isValidCodePoint(number) && !isSurrogate(number);
    StringBuilder quoted = new StringBuilder("'");
    append(quoted, isCharacter ? number : REPLACEMENT, '\'');
    return quoted.append('\'').toString();
  }

  private static boolean isSurrogate(int number) {
    return number >= Character.MIN_SURROGATE && number <= Character.MAX_SURROGATE;
  }

  private static void append(StringBuilder quoted, int codePoint, char quote) {
    if (codePoint == quote) {
      quoted.append('\\').append(quote);
      return;
    }
    switch (codePoint) {
      case '\\' -> quoted.append("\\\\");
      case 0x07 -> quoted.append("\\a");
      case '\b' -> quoted.append("\\b");
      case '\f' -> quoted.append("\\f");
      case '\n' -> quoted.append("\\n");
      case '\r' -> quoted.append("\\r");
      case '\t' -> quoted.append("\\t");
      case 0x0B -> quoted.append("\\v");
      default -> appendPlainOrEscaped(quoted, codePoint);
    }
  }

  private static void appendPlainOrEscaped(StringBuilder quoted, int codePoint) {
    if (isPrintable(codePoint)) {
      quoted.appendCodePoint(codePoint);
    } else if (codePoint < ' ' || codePoint == 0x7F) {
      quoted.append("\\x%02x".formatted(codePoint));
    } else if (codePoint < 0x10000) {
      quoted.append("\\u%04x".formatted(codePoint));
    } else {
      quoted.append("\\U%08x".formatted(codePoint));
    }
  }

  private static boolean isPrintable(int codePoint) {
    if (codePoint == ' ') {
      return true;
    }
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SPACE_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
