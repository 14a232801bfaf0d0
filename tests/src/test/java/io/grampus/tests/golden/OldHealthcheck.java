package io.grampus.tests.golden;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** HEALTHCHECK in the history as BuildKit 0.12 wrote it. */
final class OldHealthcheck {
  private static final Pattern FORM =
      Pattern.compile(
          "HEALTHCHECK &\\{\\[(.*)] \"(\\w*)\" \"(\\w*)\" \"(\\w*)\" \"(\\w*)\" '(.*)'}");
  private static final Pattern WORD = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");

  private OldHealthcheck() {}

  /** The same as later versions write it; any other text as it is. */
  static String present(String createdBy) {
    Matcher old = FORM.matcher(createdBy);
    if (!old.matches()) {
      return createdBy;
    }
    String words =
        WORD.matcher(old.group(1)).replaceAll(m -> Matcher.quoteReplacement(unquoted(m.group(1))));
    return "HEALTHCHECK {Test:[%s] Interval:%s Timeout:%s StartPeriod:%s StartInterval:%s Retries:%d}"
        .formatted(
            words, old.group(2), old.group(3), old.group(4), old.group(5), rune(old.group(6)));
  }

  private static String unquoted(String text) {
    return text.replaceAll("\\\\(.)", "$1");
  }

  /** A number that Go wrote as the character it stands for. */
  private static int rune(String text) {
    if (text.startsWith("\\x")) {
      return Integer.parseInt(text.substring(2), 16);
    }
    return switch (text) {
      case "\\a" -> 7;
      case "\\b" -> 8;
      case "\\t" -> 9;
      case "\\n" -> 10;
      case "\\v" -> 11;
      case "\\f" -> 12;
      case "\\r" -> 13;
      default -> text.codePointAt(text.length() - 1);
    };
  }
}
