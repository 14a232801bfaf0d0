package io.grampus.build.dockerfile;

import java.util.List;

/**
 * Consecutive lines of a Dockerfile, with their text, so that an error can show them.
 *
 * @param file the file's name as the user gave it
 * @param firstLine one-based
 * @param lastLine one-based, not before the first
 * @param lines the original text of these lines without line ends; empty where there is none
 */
public record SourceRange(String file, int firstLine, int lastLine, List<String> lines) {
  /** Takes a copy of the list. */
  public SourceRange {
    lines = List.copyOf(lines);
  }

  /** The place as compilers write it: {@code Dockerfile:3}. */
  public String place() {
    return file + ":" + firstLine;
  }
}
