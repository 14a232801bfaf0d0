package io.grampus.cli.progress;

/** One line of a frame without its line feed, all in one style. */
record StyledLine(String text, Style style) {

  /** How a line looks where colours are wanted. */
  enum Style {
    PLAIN(""),
    DONE("\u001b[34m"),
    FAILED("\u001b[31m"),
    CANCELED("\u001b[33m"),
    FAINT("\u001b[2m");

    private final String escape;

    Style(String escape) {
      this.escape = escape;
    }
  }

  String render(boolean colours) {
    return colours && style != Style.PLAIN ? style.escape + text + "\u001b[0m" : text;
  }
}
