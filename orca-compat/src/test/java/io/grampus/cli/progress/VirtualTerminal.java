package io.grampus.cli.progress;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of a terminal that the renderer uses: wrapping as xterm does it (only when another
 * character follows the last column), scrolling, and a cursor that cannot leave the screen.
 */
final class VirtualTerminal {
  private static final Pattern CONTROL = Pattern.compile("\u001b\\[(\\??)(\\d*)([A-Za-z])");

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final List<StringBuilder> lines = new ArrayList<>(List.of(new StringBuilder()));
  private final int columns;
  private final int rows;
  private int top;
  private int row;
  private int column;
  private boolean cursorVisible = true;

  VirtualTerminal(int columns, int rows) {
    this.columns = columns;
    this.rows = rows;
  }

  PrintStream stream() {
    return new PrintStream(written, false, StandardCharsets.UTF_8);
  }

  boolean cursorVisible() {
    return cursorVisible;
  }

  /** What the scrolled away lines and the screen show, without blanks at the ends of lines. */
  String text() {
    interpret();
    StringBuilder result = new StringBuilder();
    lines.forEach(line -> result.append(line.toString().stripTrailing()).append('\n'));
    return result.toString();
  }

  private void interpret() {
    String text = written.toString(StandardCharsets.UTF_8);
    written.reset();
    Matcher control = CONTROL.matcher(text);
    for (int i = 0; i < text.length(); i++) {
      char next = text.charAt(i);
      if (next == 0x1b) {
        if (!control.find(i) || control.start() != i) {
          throw new IllegalStateException("unknown escape sequence at " + text.substring(i));
        }
        control(control);
        i = control.end() - 1;
      } else {
        put(next);
      }
    }
  }

  private void control(Matcher control) {
    switch (control.group(3)) {
      case "A" -> row = Math.max(top, row - Integer.parseInt(control.group(2)));
      case "K" -> lines.get(row).setLength(Math.min(column, lines.get(row).length()));
      case "J" -> eraseBelow();
      case "h" -> cursorVisible = true;
      case "l" -> cursorVisible = false;
      case "m" -> {}
      default -> throw new IllegalStateException(control.group());
    }
  }

  private void eraseBelow() {
    lines.get(row).setLength(Math.min(column, lines.get(row).length()));
    lines.subList(row + 1, lines.size()).clear();
  }

  private void put(char next) {
    if (next == '\r') {
      column = 0;
    } else if (next == '\n') {
      column = 0; // as the line discipline's ONLCR makes it
      lineFeed();
    } else if (Character.isISOControl(next)) {
      throw new IllegalStateException("control character " + (int) next);
    } else {
      putVisible(next);
    }
  }

  private void putVisible(char next) {
    if (column == columns) {
      column = 0;
      lineFeed();
    }
    StringBuilder line = lines.get(row);
    while (line.length() <= column) {
      line.append(' ');
    }
    line.setCharAt(column++, next);
  }

  private void lineFeed() {
    row++;
    if (row == lines.size()) {
      lines.add(new StringBuilder());
    }
    top = Math.max(top, row - rows + 1);
  }
}
