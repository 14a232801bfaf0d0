package io.grampus.build;

/** A command that runs in an image. Closing it kills what still runs and frees its file system. */
public interface RunningContainer extends AutoCloseable {

  /**
   * Waits for the command to end.
   *
   * @return its exit code, or 128 and the number of the signal that killed it
   * @throws InterruptedException when interrupted; the command still runs
   */
  int waitFor() throws InterruptedException;

  /**
   * Sends a signal to the command.
   *
   * @param number as in signal(7) for this machine's architecture; nothing happens when the command
   *     has ended
   */
  void signal(int number);

  /**
   * Kills the command where it still runs, and removes what it left. Does nothing the next time.
   */
  @Override
  void close();
}
