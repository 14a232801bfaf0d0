package io.grampus.sandbox;

import io.grampus.os.Errno;
import org.jspecify.annotations.Nullable;

/** The command does not exist in the root file system or cannot be executed. */
public final class CommandNotStartedException extends SandboxException {
  private static final long serialVersionUID = 1L;
  private static final int NOT_EXECUTABLE = 126;

  private final int shellCode;

  /**
   * Creates the exception.
   *
   * @param shellCode what a shell would exit with: 127 not found, 126 not executable
   */
  public CommandNotStartedException(
      String message, @Nullable String hint, int shellCode, @Nullable Throwable cause) {
    super("command-not-started", message, hint, cause);
    this.shellCode = shellCode;
  }

  /** The command is executable, but not by its user. */
  public static CommandNotStartedException refused() {
    return new CommandNotStartedException(
        "the command could not be executed: " + Errno.description(Errno.EACCES),
        "let others than its owner execute the file, or start as another user",
        NOT_EXECUTABLE,
        null);
  }

  /** 127 where the command was not found, 126 where it could not be executed. */
  public int shellCode() {
    return shellCode;
  }
}
