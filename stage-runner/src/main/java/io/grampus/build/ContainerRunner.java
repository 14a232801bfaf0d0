package io.grampus.build;

/** Runs commands in images; what a front end needs to know of that. */
@FunctionalInterface
public interface ContainerRunner {

  /** The code of the failure to find a command in the image. */
  String COMMAND_NOT_FOUND = "command-not-found";

  /** The code of the failure to execute a command that is there. */
  String COMMAND_NOT_EXECUTABLE = "command-not-executable";

  /**
   * Starts a command whose standard output and error are the caller's own file descriptors 1 and 2.
   *
   * @throws io.grampus.os.GrampusException where the command cannot be started, with one of the
   *     codes above where the command is at fault
   * @throws InterruptedException when interrupted while the image was fetched
   */
  RunningContainer start(RunRequest request) throws InterruptedException;
}
