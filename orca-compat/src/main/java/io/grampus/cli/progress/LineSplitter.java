package io.grampus.cli.progress;

import io.grampus.build.OutputChunk;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Makes lines of the chunks that a command writes. Where a command overwrites its line with
 * carriage returns, as progress bars do, the line is what a terminal would show last.
 */
public final class LineSplitter {
  /** A longer line is cut, so that a command that never ends its line cannot fill the memory. */
  static final int LONGEST = 64 * 1024;

  private final Consumer<String> lines;
  private final ByteArrayOutputStream current = new ByteArrayOutputStream();

  /** Hands each line to the consumer, without its line feed. */
  public LineSplitter(Consumer<String> lines) {
    this.lines = lines;
  }

  /** Takes what a command wrote. */
  public void add(OutputChunk chunk) {
    for (int i = 0; i < chunk.length(); i++) {
      byte next = chunk.at(i);
      if (next == '\n') {
        emit();
      } else {
        current.write(next);
        if (current.size() == LONGEST) {
          emit();
        }
      }
    }
  }

  /** Takes what has not been ended by a line feed as a line. */
  public void end() {
    if (current.size() > 0) {
      emit();
    }
  }

  /** The line that is not ended yet, as it looks now; perhaps empty. */
  String unfinished() {
    return visible(current.toString(StandardCharsets.UTF_8));
  }

  private void emit() {
    String line = unfinished();
    current.reset();
    lines.accept(line);
  }

  private static String visible(String line) {
    int end = line.length();
    while (end > 0 && line.charAt(end - 1) == '\r') {
      end--;
    }
    return line.substring(line.lastIndexOf('\r', end - 1) + 1, end);
  }
}
