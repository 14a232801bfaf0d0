package io.grampus.build.dockerfile;

import java.util.regex.Pattern;

/**
 * A heredoc's marker and body.
 *
 * @param name the delimiter without quotes
 * @param content the body as written, line ends included
 * @param expand variables in the body are to be replaced (delimiter not quoted)
 * @param stripTabs written {@code <<-}: leading tabs of every line are dropped
 * @param fileDescriptor the number before {@code <<}, 0 where there is none
 */
public record Heredoc(
    String name, String content, boolean expand, boolean stripTabs, int fileDescriptor) {
  private static final Pattern LEADING_TABS = Pattern.compile("(?md)^\\t+");

  /** The body as the author means it: without leading tabs for {@code <<-}. */
  public String text() {
    return stripTabs ? LEADING_TABS.matcher(content).replaceAll("") : content;
  }
}
