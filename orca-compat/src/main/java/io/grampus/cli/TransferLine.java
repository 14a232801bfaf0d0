package io.grampus.cli;

import io.grampus.build.tool.ToolListener;
import io.grampus.cli.progress.Quantity;
import java.io.PrintStream;

/** Shows on one line of a terminal how much has been moved; elsewhere nothing. */
final class TransferLine implements ToolListener {
  private static final String ERASE_LINE = "\r\u001b[K";

  private final PrintStream err;
  private final boolean isShown;

  TransferLine(Environment environment, boolean quiet) {
    this.err = environment.err();
    boolean dumb = environment.variable("TERM").equals("dumb");
    this.isShown = environment.terminal().isError() && !quiet && !dumb;
  }

  @Override
  public void line(String line) {}

  @Override
  public void moved(String program, long bytes) {
    if (isShown) {
      err.print(ERASE_LINE + "transferred " + Quantity.bytes(bytes));
      err.flush();
    }
  }

  @Override
  public void ended(String program) {
    if (isShown) {
      err.print(ERASE_LINE);
      err.flush();
    }
  }
}
