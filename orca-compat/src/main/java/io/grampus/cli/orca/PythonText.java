package io.grampus.cli.orca;

import java.util.List;
import java.util.stream.Collectors;

/** Writes values as Python's {@code repr} does. */
final class PythonText {
  private PythonText() {}

  /** A list of strings: {@code ['a', "it's"]}. */
  static String of(List<String> strings) {
    return strings.stream().map(PythonText::of).collect(Collectors.joining(", ", "[", "]"));
  }

  /** A string; in double quotes where it has single ones only. */
  static String of(String text) {
    char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
    StringBuilder result = new StringBuilder().append(quote);
    text.codePoints().forEach(point -> append(result, point, quote));
    return result.append(quote).toString();
  }

  private static void append(StringBuilder result, int point, char quote) {
    switch (point) {
      case '\n' -> result.append("\\n");
      case '\r' -> result.append("\\r");
      case '\t' -> result.append("\\t");
      case '\\' -> result.append("\\\\");
      default -> {
        if (point == quote) {
          result.append('\\').append(quote);
        } else if (point < 0x20 || point == 0x7f) {
          result.append(String.format("\\x%02x", point));
        } else {
          result.appendCodePoint(point);
        }
      }
    }
  }
}
