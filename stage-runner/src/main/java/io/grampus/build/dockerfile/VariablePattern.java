package io.grampus.build.dockerfile;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The patterns of {@code ${x#pattern}}, {@code ${x%pattern}} and {@code ${x/pattern/text}}: {@code
 * *} is any text within a line, {@code ?} any one character, a backslash makes {@code *}, {@code
 * ?}, {@code /}, <code>}</code> and itself ordinary.
 *
 * <p>Every method throws IllegalArgumentException, with a message for the author, for a wrong
 * escape and for a pattern whose matching would take unreasonably long.
 */
final class VariablePattern {
  private static final int LONGEST_PATTERN = 1000;

  private VariablePattern() {}

  static String trimPrefix(String pattern, String value, boolean longest) {
    Matcher matcher = compile(pattern, longest).matcher(new MeteredText(value));
    return matcher.lookingAt() ? value.substring(matcher.end()) : value;
  }

  /** The shortest match at the end is the shortest at the start of everything reversed. */
  static String trimSuffix(String pattern, String value, boolean longest) {
    String reversed = new StringBuilder(value).reverse().toString();
    String trimmed = trimPrefix(reversePattern(pattern), reversed, longest);
    return new StringBuilder(trimmed).reverse().toString();
  }

  static String replace(String pattern, String value, String replacement, boolean all) {
    Matcher matcher = compile(pattern, true).matcher(new MeteredText(value));
    StringBuilder result = new StringBuilder();
    int copied = 0;
    while (matcher.find()) {
      boolean emptyBehindMatch = matcher.end() == copied && copied > 0;
      if (!emptyBehindMatch) {
        result.append(value, copied, matcher.start()).append(replacement);
        copied = matcher.end();
      }
      if (result.length() > Expansion.LARGEST_RESULT) {
        throw new IllegalArgumentException("the result is too long");
      }
      if (!all) {
        break;
      }
    }
    return result.append(value, copied, value.length()).toString();
  }

  private static Pattern compile(String pattern, boolean longest) {
    if (pattern.length() > LONGEST_PATTERN) {
      throw new IllegalArgumentException("longer than " + LONGEST_PATTERN + " characters");
    }
    StringBuilder regex = new StringBuilder();
    for (int index = 0; index < pattern.length(); index++) {
      char character = pattern.charAt(index);
      switch (character) {
        case '*' -> regex.append(longest ? ".*" : ".*?");
        case '?' -> regex.append('.');
        case '\\' -> {
          index++;
          appendEscaped(regex, index < pattern.length() ? pattern.charAt(index) : 0);
        }
        default -> appendLiteral(regex, character);
      }
    }
    // Unix lines: only a line feed ends a line, as in Go.
    return Pattern.compile(regex.toString(), Pattern.UNIX_LINES);
  }

  private static void appendEscaped(StringBuilder regex, char character) {
    switch (character) {
      case '*', '?', '\\', '/', '}' -> appendLiteral(regex, character);
      case 0 -> throw new IllegalArgumentException("nothing follows the last backslash");
      default -> throw new IllegalArgumentException("invalid escape '\\" + character + "'");
    }
  }

  private static void appendLiteral(StringBuilder regex, char character) {
    boolean special = character < 0x80 && !Character.isLetterOrDigit(character);
    regex.append(special ? "\\" : "").append(character);
  }

  private static String reversePattern(String pattern) {
    StringBuilder reversed = new StringBuilder(pattern.length());
    int index = 0;
    while (index < pattern.length()) {
      int character = pattern.codePointAt(index);
      int end = index + Character.charCount(character);
      if (character == '\\' && end < pattern.length()) {
        end += Character.charCount(pattern.codePointAt(end));
      }
      reversed.insert(0, pattern, index, end);
      index = end;
    }
    return reversed.toString();
  }
}
