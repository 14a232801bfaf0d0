package io.grampus.sandbox;

import org.jspecify.annotations.Nullable;

/** The command does not exist in the root file system or cannot be executed. */
public final class CommandNotStartedException extends SandboxException {
  private static final long serialVersionUID = 1L;

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

  /** 127 where the command was not found, 126 where it could not be executed. */
  public int shellCode() {
    return shellCode;
  }
}
