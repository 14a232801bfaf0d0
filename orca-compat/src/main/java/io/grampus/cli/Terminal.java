package io.grampus.cli;

import io.grampus.cli.progress.TerminalSize;

/** What is known of the terminal that the program may have been started from. */
interface Terminal {

  /** Whether standard input is a terminal. */
  boolean isInput();

  /** Whether standard output is a terminal. */
  boolean isOutput();

  /** Whether standard error is a terminal. */
  boolean isError();

  /** The present size of the terminal that standard error is. */
  TerminalSize size();
}
