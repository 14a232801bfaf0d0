package io.grampus.build;

import io.grampus.os.GrampusException;

/** A RUN's command that failed, while its file system and its mounts are still there. */
public interface FailedCommand {

  /** One sentence that says what failed. */
  String message();

  /**
   * Executes a shell in the same surroundings on this process's own terminal, and waits for its
   * end: with the same file system, mounts, environment, user and working directory.
   *
   * @return the exit code of the shell
   * @throws GrampusException where there is no shell, or no sandbox for it
   */
  int shell() throws InterruptedException;
}
