package io.grampus.build.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * An instruction's line cut into keyword, flags and rest.
 *
 * @param keyword as written
 * @param flags with their two dashes, quotes and backslashes removed
 * @param rest everything behind the flags, without surrounding blanks
 */
record CommandSplit(String keyword, List<String> flags, String rest) {
  CommandSplit {
    flags = List.copyOf(flags);
  }

  static CommandSplit of(String line) {
    String trimmed = GoSpace.trim(line);
    int end = 0;
    while (end < trimmed.length() && !GoSpace.isSeparator(trimmed.charAt(end))) {
      end++;
    }
    FlagScanner scanner = new FlagScanner(trimmed, end);
    List<String> flags = scanner.scan();
    return new CommandSplit(
        trimmed.substring(0, end), flags, GoSpace.trim(trimmed.substring(scanner.position)));
  }

  /** The keyword in upper case. */
  String name() {
    return keyword.toUpperCase(Locale.ROOT);
  }

  /** Reads leading words that start with two dashes; a lone {@code --} ends them. */
  private static final class FlagScanner {
    private final String line;
    private int position;

    FlagScanner(String line, int position) {
      this.line = line;
      this.position = position;
    }

    List<String> scan() {
      List<String> flags = new ArrayList<>();
      while (true) {
        while (position < line.length() && GoSpace.isSpace(line.charAt(position))) {
          position++;
        }
        if (!line.startsWith("--", position)) {
          return flags;
        }
        String flag = flag();
        if (flag.equals("--")) {
          return flags;
        }
        flags.add(flag);
      }
    }

    private String flag() {
      StringBuilder flag = new StringBuilder();
      char quote = 0;
      while (position < line.length()) {
        char character = line.charAt(position++);
        if (quote == 0 && GoSpace.isSpace(character)) {
          break;
        } else if (character == quote) {
          quote = 0;
        } else if (quote == 0 && (character == '\'' || character == '"')) {
          quote = character;
        } else if (character != '\\') {
          flag.append(character);
        } else if (position < line.length()) {
          flag.append(line.charAt(position++));
        }
      }
      return flag.toString();
    }
  }
}
