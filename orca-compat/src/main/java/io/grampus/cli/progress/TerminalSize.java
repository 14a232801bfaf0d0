package io.grampus.cli.progress;

/**
 * How much a terminal shows.
 *
 * @param columns at least 1
 * @param rows at least 1
 */
public record TerminalSize(int columns, int rows) {
  /** What a terminal that does not say has had since the VT100. */
  public static final TerminalSize CLASSIC = new TerminalSize(80, 24);

  /** Refuses a terminal without room. */
  public TerminalSize {
    if (columns < 1 || rows < 1) {
      throw new IllegalArgumentException(columns + " columns, " + rows + " rows");
    }
  }
}
