package io.grampus.build.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A word such as {@code <<EOF} that announces a heredoc.
 *
 * @param name the delimiter without quotes
 * @param expand the delimiter is not quoted
 * @param stripTabs written {@code <<-}
 * @param fileDescriptor the number in front, 0 where there is none
 */
record HeredocMarker(String name, boolean expand, boolean stripTabs, int fileDescriptor) {
  private static final Pattern MARKER =
      Pattern.compile("(\\d*)<<(-?)[\\t\\n\\f\\r ]*([^<]*)", Pattern.DOTALL);
  private static final SourceRange NOWHERE = new SourceRange("", 0, 0, List.of());
  private static final WordExpander UNQUOTING =
      new WordExpander('\\').with(WordExpander.Option.KEEP_UNSET);
  private static final WordExpander QUOTING =
      new WordExpander('\\').with(WordExpander.Option.KEEP_UNSET, WordExpander.Option.RAW_QUOTES);
  private static final WordExpander SPLITTING =
      new WordExpander('\\')
          .with(
              WordExpander.Option.KEEP_UNSET,
              WordExpander.Option.RAW_QUOTES,
              WordExpander.Option.RAW_ESCAPES);

  /** The markers of a line, in order. A line whose quotes do not balance has none. */
  static List<HeredocMarker> inLine(String line) {
    List<HeredocMarker> markers = new ArrayList<>();
    if (line.contains("<<")) {
      SPLITTING.wordsOrNone(line, NOWHERE).forEach(word -> parse(word).ifPresent(markers::add));
    }
    return markers;
  }

  static Optional<HeredocMarker> parse(String word) {
    Matcher matcher = MARKER.matcher(word);
    if (!matcher.matches() || matcher.group(3).isEmpty()) {
      return Optional.empty();
    }
    List<String> plain = UNQUOTING.wordsOrNone(matcher.group(3), NOWHERE);
    List<String> quoted = QUOTING.wordsOrNone(matcher.group(3), NOWHERE);
    if (plain.size() != 1 || quoted.size() != 1) {
      return Optional.empty();
    }
    boolean expand = quotes(plain.get(0)) == quotes(quoted.get(0));
    return Optional.of(
        new HeredocMarker(
            plain.get(0), expand, !matcher.group(2).isEmpty(), number(matcher.group(1))));
  }

  Heredoc withContent(String content) {
    return new Heredoc(name, content, expand, stripTabs, fileDescriptor);
  }

  private static long quotes(String text) {
    return text.chars().filter(character -> character == '\'' || character == '"').count();
  }

  private static int number(String digits) {
    return digits.isEmpty() || digits.length() > 9 ? 0 : Integer.parseInt(digits);
  }
}
