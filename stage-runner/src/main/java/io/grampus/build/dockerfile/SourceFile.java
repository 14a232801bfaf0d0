package io.grampus.build.dockerfile;

import java.util.ArrayList;
import java.util.List;

/**
 * A Dockerfile's text as physical lines.
 *
 * @param name the file's name as the user gave it
 * @param rawLines the lines with their line ends
 */
record SourceFile(String name, List<String> rawLines) {
  static SourceFile of(String name, String text) {
    List<String> lines = new ArrayList<>();
    int start = 0;
    while (start < text.length()) {
      int end = text.indexOf('\n', start) + 1;
      end = end == 0 ? text.length() : end;
      lines.add(text.substring(start, end));
      start = end;
    }
    return new SourceFile(name, lines);
  }

  int size() {
    return rawLines.size();
  }

  /** A line with its line end; the first is number 1. */
  String raw(int number) {
    return rawLines.get(number - 1);
  }

  /** A line without its line end; the first is number 1. */
  String line(int number) {
    return withoutLineEnd(raw(number));
  }

  SourceRange range(int first, int last) {
    List<String> lines = new ArrayList<>();
    for (int number = first; number <= Math.min(last, size()); number++) {
      lines.add(line(number));
    }
    return new SourceRange(name, first, last, lines);
  }

  static String withoutLineEnd(String raw) {
    int end = raw.length();
    while (end > 0 && (raw.charAt(end - 1) == '\n' || raw.charAt(end - 1) == '\r')) {
      end--;
    }
    return raw.substring(0, end);
  }
}
