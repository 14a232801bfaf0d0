package io.grampus.build.dockerfile;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The values that mount and device options take. */
final class FlagValues {
  private static final Pattern SIZE = Pattern.compile("([0-9]+(?:\\.[0-9]*)?) ?([kmgtp]?)i?b?");
  private static final long LARGEST_ID = 0xFFFF_FFFFL;

  private FlagValues() {}

  static boolean bool(String key, String value, SourceRange at) {
    return switch (value) {
      case "1", "t", "T", "TRUE", "true", "True" -> true;
      case "0", "f", "F", "FALSE", "false", "False" -> false;
      default ->
          throw failure(
              "invalid value for " + key + ": " + value, "write " + key + "=true or =false", at);
    };
  }

  /** A numeric user or group id. */
  static long id(String key, String value, SourceRange at) {
    if (!value.matches("[0-9]{1,10}") || Long.parseLong(value) > LARGEST_ID) {
      throw failure("invalid value " + value + " for " + key, "write a decimal number", at);
    }
    return Long.parseLong(value);
  }

  static int mode(String value, SourceRange at) {
    if (!value.matches("[0-7]{1,10}")) {
      throw failure("invalid value " + value + " for mode", "write octal digits, as in 0755", at);
    }
    return Integer.parseInt(value, 8);
  }

  /** Bytes from a number and a unit of 1024, as {@code 64m} or {@code 1.5GiB}. */
  static long size(String value, SourceRange at) {
    Matcher matcher = SIZE.matcher(value.toLowerCase(Locale.ROOT));
    if (value.length() > 30 || !matcher.matches()) {
      throw failure("invalid value for size: " + value, "write a number and a unit, as in 64m", at);
    }
    long unit = matcher.group(2).isEmpty() ? 1 : 1024L << (10 * "kmgtp".indexOf(matcher.group(2)));
    BigDecimal size = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit));
    if (size.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
      throw failure("invalid value for size: " + value, "write a smaller one", at);
    }
    return size.longValue();
  }

  static DockerfileException failure(String problem, String hint, SourceRange at) {
    return new DockerfileException("dockerfile-flag", problem, hint, at);
  }
}
