package io.grampus.build;

/** Runs commands in images; what a front end needs to know of that. */
@FunctionalInterface
public interface ContainerRunner {

  /**
   * Starts a command whose standard output and error are the caller's own file descriptors 1 and 2.
   *
   * @throws io.grampus.sandbox.CommandNotStartedException where the image has no such command, or
   *     it cannot be executed
   * @throws io.grampus.os.GrampusException for whatever else the user can mend
   * @throws InterruptedException when interrupted while the image was fetched
   */
  RunningContainer start(RunRequest request) throws InterruptedException;
}
