package io.grampus.cli;

import io.grampus.build.BuildFailedException;
import io.grampus.build.SourcePlace;
import io.grampus.cli.progress.PrintableText;
import io.grampus.os.GrampusException;
import io.grampus.sandbox.CommandNotStartedException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Says on standard error what went wrong, and with which exit code the program ends for it. */
final class ErrorReporter {
  private static final String BUG =
      "this is a bug of Grampus; please report it, with what --debug adds to this message";

  private final PrintStream err;
  private final boolean debug;

  /** Reports to the stream; with stack traces where they are wanted. */
  ErrorReporter(PrintStream err, boolean debug) {
    this.err = err;
    this.debug = debug;
  }

  /** Prints the failure and returns the exit code for it. */
  int report(Throwable failure) {
    int code = print(failure);
    if (debug) {
      failure.printStackTrace(err);
    }
    err.flush();
    return code;
  }

  private int print(Throwable failure) {
    if (isInterruption(failure)) {
      printError("interrupted", null);
      return ExitCode.INTERRUPTED;
    }
    if (failure instanceof GrampusException expected) {
      printExpected(expected);
      return exitCode(expected);
    }
    IOException inputOutput = inputOutput(failure);
    if (inputOutput != null) {
      printError(describe(inputOutput), hint(inputOutput));
      return ExitCode.FAILED;
    }
    if (failure instanceof OutOfMemoryError) {
      printError(
          "out of memory: " + failure.getMessage(),
          "give the program more, for example with JAVA_TOOL_OPTIONS=-Xmx1g");
      return ExitCode.FAILED;
    }
    printError("unexpected " + failure, BUG);
    return ExitCode.FAILED;
  }

  /** Whoever cannot throw the checked exception wraps it; a channel has its own word for it. */
  private static boolean isInterruption(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof InterruptedException || cause instanceof ClosedByInterruptException) {
        return true;
      }
    }
    return false;
  }

  private void printExpected(GrampusException failure) {
    if (failure instanceof BuildFailedException failed) {
      SourcePlace place = failed.place();
      if (place != null) {
        err.print(SourceExcerpt.of(place));
      }
    }
    IOException cause = inputOutput(failure);
    String hint = failure.hint();
    printError(withCause(failure, cause), hint == null && cause != null ? hint(cause) : hint);
    if (!(failure instanceof UsageException)) {
      err.println("code: " + failure.code());
    }
  }

  /** A failure with a hint knows its cause well; one without may leave out what matters. */
  private static String withCause(GrampusException failure, @Nullable IOException cause) {
    String message = String.valueOf(failure.getMessage());
    String reason = cause == null ? null : cause.getMessage();
    return failure.hint() != null || reason == null || message.contains(reason)
        ? message
        : message + ": " + reason;
  }

  private void printError(String message, @Nullable String hint) {
    err.println("ERROR: " + PrintableText.ofLines(message));
    if (hint != null) {
      err.println("hint: " + PrintableText.ofLines(hint));
    }
  }

  private static int exitCode(GrampusException failure) {
    if (failure instanceof BuildFailedException failed) {
      return failed.exitCode().orElse(ExitCode.FAILED);
    }
    if (isBrokenPipe(failure)) {
      return ExitCode.BROKEN_PIPE;
    }
    if (failure instanceof CommandNotStartedException notStarted) {
      return notStarted.shellCode();
    }
    return failure instanceof UsageException ? ExitCode.USAGE : ExitCode.FAILED;
  }

  /** Whoever read an archive from standard output, or from a pipe, went away. */
  private static boolean isBrokenPipe(GrampusException failure) {
    IOException cause = inputOutput(failure);
    return cause != null && "Broken pipe".equals(cause.getMessage());
  }

  /** The failed input or output that caused the failure, or null. */
  private static @Nullable IOException inputOutput(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof UncheckedIOException || cause instanceof GrampusException) {
      cause = cause.getCause();
    }
    return cause instanceof IOException inputOutput ? inputOutput : null;
  }

  private static String describe(IOException failure) {
    if (failure instanceof NoSuchFileException) {
      return failure.getMessage() + ": no such file or folder";
    }
    if (failure instanceof AccessDeniedException) {
      return failure.getMessage() + ": permission denied";
    }
    String kind = failure instanceof FileSystemException ? "" : "input or output failed: ";
    return kind
        + (failure.getMessage() == null ? failure.getClass().getName() : failure.getMessage());
  }

  private static @Nullable String hint(IOException failure) {
    String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    if (message.contains("no space left on device") || message.contains("quota exceeded")) {
      return "free some space: \"grampus prune\" removes what no image needs, and --root puts the"
          + " store on another disk";
    }
    if (message.contains("read-only file system")) {
      return "choose a folder that can be written, for the store with --root";
    }
    return null;
  }
}
