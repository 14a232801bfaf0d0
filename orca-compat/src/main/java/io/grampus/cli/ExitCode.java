package io.grampus.cli;

/**
 * What the program's exit status means. Besides these, a failed RUN ends {@code grampus build} with
 * the exit code of its command, and {@code grampus run} ends with the command's.
 */
final class ExitCode {
  static final int OK = 0;

  /** Something the user can mend, named in the message. */
  static final int FAILED = 1;

  /**
   * The command line makes no sense, or {@code grampus run} itself failed: as Docker and Podman.
   */
  static final int USAGE = 125;

  /** As {@link #USAGE} for {@code orca-build}, which argparse gave this code. */
  static final int ORCA_USAGE = 2;

  /** {@code grampus run}: the command is there but cannot be executed. */
  static final int NOT_EXECUTABLE = 126;

  /** {@code grampus run}: there is no such command. */
  static final int NOT_FOUND = 127;

  /** Ctrl-C: 128 and the number of SIGINT. */
  static final int INTERRUPTED = 130;

  /** Nobody reads the output any more: 128 and the number of SIGPIPE. */
  static final int BROKEN_PIPE = 141;

  private ExitCode() {}
}
