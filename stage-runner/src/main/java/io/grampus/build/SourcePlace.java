package io.grampus.build;

/**
 * Some lines of a Dockerfile, with the text around them, for errors and warnings to show.
 *
 * @param file the Dockerfile's name as the user knows it
 * @param firstLine the first line meant, counted from 1
 * @param lastLine the last line meant, the same as the first or after it
 * @param text all of the Dockerfile
 */
public record SourcePlace(String file, int firstLine, int lastLine, String text) {

  /** Refuses an empty range. */
  public SourcePlace {
    if (firstLine < 1 || lastLine < firstLine) {
      throw new IllegalArgumentException("lines " + firstLine + " to " + lastLine);
    }
  }

  /** {@code Dockerfile:7}, as compilers write it. */
  public String fileAndLine() {
    return file + ":" + firstLine;
  }
}
