package io.grampus.cli.progress;

import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.Deque;

/** The last lines that a vertex wrote, repeated where it failed. */
final class FailureLog {
  private static final int LINES = 10;

  private final Deque<String> lines = new ArrayDeque<>();

  void add(String line) {
    if (lines.size() == LINES) {
      lines.removeFirst();
    }
    lines.addLast(line);
  }

  /** Prints the lines between rules, and nothing where there are none. */
  void print(String label, PrintStream out) {
    if (lines.isEmpty()) {
      return;
    }
    out.println("------");
    out.println(" > " + label + ":");
    lines.forEach(out::println);
    out.println("------");
  }
}
