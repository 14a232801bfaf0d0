package io.grampus.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns SIGINT, SIGTERM and SIGHUP into an interruption of the thread that does the work, and holds
 * the end of the process back until that thread has cleaned up.
 *
 * <p>Rests on the JVM's own handling of these signals: it runs the shutdown hooks, then ends the
 * process with 128 and the signal's number.
 */
final class Interruption {
  /** Whoever cleans up longer than this is stuck. */
  private static final long PATIENCE_SECONDS = 20;

  private final Thread worker;
  private final CountDownLatch done = new CountDownLatch(1);

  private Interruption(Thread worker) {
    this.worker = worker;
  }

  /** Interrupts the calling thread on a signal, until {@link #workIsOver}. */
  static Interruption ofCurrentThread() {
    Interruption interruption = new Interruption(Thread.currentThread());
    try {
      Runtime.getRuntime().addShutdownHook(new Thread(interruption::shutDown, "interruption"));
    } catch (IllegalStateException e) {
      // A signal came before this: the process is ending, and nothing has to be cleaned up.
      Thread.currentThread().interrupt();
    }
    return interruption;
  }

  private void shutDown() {
    if (done.getCount() == 0) {
      return;
    }
    worker.interrupt();
    try {
      if (!done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("ERROR: gave up waiting for the work to stop");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The work is over; a signal now simply ends the process. */
  void workIsOver() {
    done.countDown();
  }
}
