package io.grampus.cli.progress;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Text from a command, made harmless for a terminal: escape sequences and control characters are
 * gone, tabs are spaces, and nothing reverses the direction of writing.
 */
public final class PrintableText {
  /** Escape sequences as ECMA-48 has them: CSI; OSC and other strings up to their end; the rest. */
  private static final Pattern ESCAPES =
      Pattern.compile(
          "(?:\\x1b\\[|\\x9b)[0-?]*[ -/]*[@-~]?"
              + "|\\x1b[\\]PX^_][^\\x07\\x1b]*(?:\\x07|\\x1b\\\\|$)"
              + "|\\x1b[ -/]*[0-~]?");

  private static final Pattern RENDITION = Pattern.compile("\\x1b\\[[0-9;:]*m");

  private static final int TAB = 8;

  private PrintableText() {}

  /** The text without what could do harm. */
  public static String of(String text) {
    String plain = text.indexOf(0x1b) < 0 && text.indexOf(0x9b) < 0 ? text : withoutEscapes(text);
    StringBuilder result = new StringBuilder(plain.length());
    int column = 0;
    for (int codePoint : plain.codePoints().toArray()) {
      if (codePoint == '\t') {
        int blanks = TAB - column % TAB;
        result.append(" ".repeat(blanks));
        column += blanks;
      } else if (!Character.isISOControl(codePoint) && !turnsText(codePoint)) {
        result.appendCodePoint(codePoint);
        column += CellWidth.of(codePoint);
      }
    }
    return result.toString();
  }

  /** As {@link #of}, but line by line. */
  public static String ofLines(String text) {
    return text.indexOf('\n') < 0
        ? of(text)
        : Arrays.stream(text.split("\n", -1))
            .map(PrintableText::of)
            .collect(Collectors.joining("\n"));
  }

  /** As {@link #of}, but with colours and other renditions (SGR), all ended where the text ends. */
  static String coloured(String text) {
    if (text.indexOf(0x1b) < 0) {
      return of(text);
    }
    StringBuilder result = new StringBuilder();
    Matcher rendition = RENDITION.matcher(text);
    int end = 0;
    boolean isOpen = false;
    while (rendition.find()) {
      result.append(of(text.substring(end, rendition.start()))).append(rendition.group());
      end = rendition.end();
      isOpen = !rendition.group().matches("\\x1b\\[0*m");
    }
    result.append(of(text.substring(end)));
    return isOpen ? result.append("\u001b[0m").toString() : result.toString();
  }

  private static String withoutEscapes(String text) {
    return ESCAPES.matcher(text).replaceAll("");
  }

  /** Line and paragraph separators, and the marks that change the direction of what follows. */
  private static boolean turnsText(int codePoint) {
    return codePoint == 0x061c
        || (codePoint >= 0x200e && codePoint <= 0x200f)
        || (codePoint >= 0x2028 && codePoint <= 0x202e)
        || (codePoint >= 0x2066 && codePoint <= 0x2069);
  }
}
