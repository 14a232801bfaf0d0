package io.grampus.cli.progress;

import java.io.PrintStream;
import java.util.List;

/**
 * Paints lines over those it painted before, at the cursor's place in a terminal.
 *
 * <p>When the terminal has become narrower in the meantime, it has wrapped the old lines; how many
 * rows they take now follows from their lengths.
 */
final class LivePainter {
  private static final String UP = "\u001b[%dA";
  private static final String ERASE_LINE_END = "\u001b[K";
  private static final String ERASE_BELOW = "\u001b[J";
  private static final String HIDE_CURSOR = "\u001b[?25l";
  private static final String SHOW_CURSOR = "\u001b[?25h";

  private final PrintStream out;
  private final boolean colours;
  private List<StyledLine> painted = List.of();
  private boolean cursorHidden;

  LivePainter(PrintStream out, boolean colours) {
    this.out = out;
    this.colours = colours;
  }

  /** Paints the lines, none of them wider than the columns, in place of the last ones. */
  void paint(List<StyledLine> lines, int columns) {
    StringBuilder frame = new StringBuilder(cursorHidden ? "" : HIDE_CURSOR);
    cursorHidden = true;
    appendReturn(frame, columns);
    for (StyledLine line : lines) {
      frame.append(line.render(colours)).append(ERASE_LINE_END).append("\r\n");
    }
    frame.append(ERASE_BELOW);
    painted = List.copyOf(lines);
    out.print(frame);
    out.flush();
  }

  /** Takes away what is painted and prints a line for good; what is painted next goes below it. */
  void printAbove(String line, int columns) {
    StringBuilder text = new StringBuilder();
    appendReturn(text, columns);
    painted = List.of();
    out.print(text.append(ERASE_BELOW).append(line).append("\r\n"));
    out.flush();
  }

  /** Leaves what is painted where it is and shows the cursor below it. */
  void close() {
    if (cursorHidden) {
      out.print(SHOW_CURSOR);
      out.flush();
      cursorHidden = false;
      painted = List.of();
    }
  }

  private void appendReturn(StringBuilder frame, int columns) {
    int rows = painted.stream().mapToInt(line -> rows(line, columns)).sum();
    frame.append('\r');
    if (rows > 0) {
      frame.append(UP.formatted(rows));
    }
  }

  private static int rows(StyledLine line, int columns) {
    return Math.max(1, (CellWidth.of(line.text()) + columns - 1) / columns);
  }
}
