package io.grampus.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/** Standard output that remembers how writing failed, since a PrintStream only says that it did. */
final class StandardOutput extends FilterOutputStream {
  private @Nullable IOException failure;

  StandardOutput(OutputStream out) {
    super(out);
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    try {
      out.write(bytes, offset, length);
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  /**
   * The exit code in view of the output: a reader that went away is no error worth a word, as for
   * any filter in a pipe; output that could not be written is one.
   */
  int exitCode(int code, PrintStream err) {
    IOException failed = failure;
    if (failed == null) {
      return code;
    }
    boolean hasNoReader = "Broken pipe".equals(failed.getMessage());
    if (!hasNoReader) {
      err.println("ERROR: cannot write to standard output: " + failed.getMessage());
      err.flush();
    }
    if (code != ExitCode.OK) {
      return code;
    }
    return hasNoReader ? ExitCode.BROKEN_PIPE : ExitCode.FAILED;
  }
}
