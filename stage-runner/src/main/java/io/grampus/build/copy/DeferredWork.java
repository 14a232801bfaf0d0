package io.grampus.build.copy;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Work put off until threads have done their part, and then done in the order in which it was put
 * in. Directories that the threads work in stay open until then. To be used by one thread.
 */
final class DeferredWork implements AutoCloseable {
  private static final int MOST_WORKS = 4096;
  private static final int MOST_DESCRIPTORS = 128;

  /** One piece of it. */
  @FunctionalInterface
  interface Work {
    /** Does it, waiting for the threads where it has to. */
    void run() throws IOException;
  }

  /** A directory that is open, and how it is closed. */
  record Open(Work closing) {}

  private final Runnable stopping;
  private final Deque<Work> works = new ArrayDeque<>();
  private final Deque<Open> open = new ArrayDeque<>();
  private int descriptors;
  private boolean finished;

  /**
   * Work for which threads prepare something.
   *
   * @param stopping returns when the threads have stopped
   */
  DeferredWork(Runnable stopping) {
    this.stopping = stopping;
  }

  /** Puts a work off, and does earlier ones where there are too many. */
  void put(Work work) throws IOException {
    works.addLast(work);
    while (works.size() > MOST_WORKS || (descriptors > MOST_DESCRIPTORS && !works.isEmpty())) {
      works.removeFirst().run();
    }
  }

  /** Takes a directory over that was opened. */
  Open opened(Work closing) {
    Open directory = new Open(closing);
    open.addLast(directory);
    return directory;
  }

  /**
   * Closes a directory behind all work that was put off until now.
   *
   * @param width how many descriptors stay open until then
   */
  void leave(Open directory, int width) throws IOException {
    descriptors += width;
    put(
        () -> {
          descriptors -= width;
          open.removeLastOccurrence(directory);
          directory.closing().run();
        });
  }

  /** Does all that is left. */
  void finish() throws IOException {
    while (!works.isEmpty()) {
      works.removeFirst().run();
    }
    finished = true;
  }

  /** Where something failed, stops the threads and closes what they worked in. */
  @Override
  public void close() {
    if (finished) {
      return;
    }
    stopping.run();
    while (!open.isEmpty()) {
      closeAfterFailure(open.removeLast());
    }
  }

  private static void closeAfterFailure(Open directory) {
    try {
      directory.closing().run();
    } catch (IOException e) {
      return; // the failure that led here is the one to tell
    }
  }
}
