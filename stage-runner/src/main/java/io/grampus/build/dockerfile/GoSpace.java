package io.grampus.build.dockerfile;

/** White space as BuildKit, a Go program, understands it: the Unicode property White_Space. */
final class GoSpace {
  private GoSpace() {}

  static boolean isSpace(int codePoint) {
    return switch (codePoint) {
      case '\t', '\n', 0x0B, '\f', '\r', ' ', 0x85, 0xA0, 0x1680 -> true;
      case 0x2028, 0x2029, 0x202F, 0x205F, 0x3000 -> true;
      default -> codePoint >= 0x2000 && codePoint <= 0x200A;
    };
  }

  /** Whether arguments may be separated by it: only what separates words in a Dockerfile line. */
  static boolean isSeparator(int character) {
    return switch (character) {
      case '\t', 0x0B, '\f', '\r', ' ' -> true;
      default -> false;
    };
  }

  static boolean isBlank(String text) {
    return text.codePoints().allMatch(GoSpace::isSpace);
  }

  static String trimLeft(String text) {
    int start = 0;
    while (start < text.length() && isSpace(text.charAt(start))) {
      start++;
    }
    return text.substring(start);
  }

  static String trim(String text) {
    String trimmed = trimLeft(text);
    int end = trimmed.length();
    while (end > 0 && isSpace(trimmed.charAt(end - 1))) {
      end--;
    }
    return trimmed.substring(0, end);
  }
}
