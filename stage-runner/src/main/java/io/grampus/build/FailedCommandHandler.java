package io.grampus.build;

/** Decides what is done with a failed command before its file system is given up. */
@FunctionalInterface
public interface FailedCommandHandler {

  /** Does nothing. */
  FailedCommandHandler NONE = command -> {};

  /** Called in the thread of the step; the build fails once it returns. */
  void handle(FailedCommand command) throws InterruptedException;
}
