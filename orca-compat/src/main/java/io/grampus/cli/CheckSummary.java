package io.grampus.cli;

import io.grampus.build.BuildEvent;
import io.grampus.build.BuildListener;
import io.grampus.build.SourcePlace;
import io.grampus.cli.progress.PrintableText;
import io.grampus.cli.progress.Quantity;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps the warnings about lines of the Dockerfile for the end of the build, where they are not
 * lost among the output of commands; all other events go on at once.
 */
final class CheckSummary implements BuildListener {
  private final BuildListener next;
  private final List<String> lines = new ArrayList<>();

  CheckSummary(BuildListener next) {
    this.next = next;
  }

  @Override
  public synchronized void on(BuildEvent event) {
    if (event instanceof BuildEvent.Warning warning) {
      SourcePlace place = warning.place();
      if (place != null) {
        lines.add(
            " - %s: %s (line %d)"
                .formatted(warning.code(), PrintableText.of(warning.message()), place.firstLine()));
        return;
      }
    }
    next.on(event);
  }

  /** Prints them all, in the form that buildx has for them. */
  synchronized void print(PrintStream out) {
    if (!lines.isEmpty()) {
      out.println();
      String count = Quantity.of(lines.size(), "warning");
      out.println(" " + count + " found (use --check to see the lines):");
      lines.forEach(out::println);
    }
  }
}
