package io.grampus.build.dockerfile;

import java.util.List;

/**
 * One instruction's text with continuations joined.
 *
 * @param range from its first physical line to the end of its last heredoc
 * @param text without comments, blank continuation lines and leading blanks
 * @param comments the comment lines directly above, without {@code #}
 * @param heredocs in the order of their markers
 */
public record LogicalLine(
    SourceRange range, String text, List<String> comments, List<Heredoc> heredocs) {
  /** Takes a copy of every list. */
  public LogicalLine {
    comments = List.copyOf(comments);
    heredocs = List.copyOf(heredocs);
  }
}
