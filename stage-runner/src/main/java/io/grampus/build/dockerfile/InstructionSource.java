package io.grampus.build.dockerfile;

import java.util.List;

/**
 * Where an instruction stands and how it was written.
 *
 * @param range its lines
 * @param text the joined logical line without surrounding blanks or heredoc bodies
 * @param comments the comment lines directly above, without {@code #}
 */
public record InstructionSource(SourceRange range, String text, List<String> comments) {
  /** Takes a copy of every list. */
  public InstructionSource {
    comments = List.copyOf(comments);
  }
}
