package io.grampus.build.copy;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Threads that read and write files side by side, one for each processor. They start with the first
 * work, so that a few small files cost none. To be used by one thread.
 */
final class FileThreads implements AutoCloseable {
  /** More of them would only wait for one disk, or for the lock of one directory. */
  private static final int MOST_THREADS = 8;

  private @Nullable ExecutorService threads;

  /** Has the work done by one of the threads. */
  <T> Future<T> submit(Callable<T> work) {
    ExecutorService present = threads;
    if (present == null) {
      present = start();
      threads = present;
    }
    return present.submit(work);
  }

  private static ExecutorService start() {
    return Executors.newFixedThreadPool(
        Math.min(Runtime.getRuntime().availableProcessors(), MOST_THREADS),
        work -> {
          Thread thread = new Thread(work, "files");
          thread.setDaemon(true);
          return thread;
        });
  }

  /** What came of a work, waiting for its end. */
  static <T> T result(Future<T> future) throws IOException {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Drops what nobody has begun and waits for the rest: it uses directories that close next. */
  @Override
  public void close() {
    if (threads == null) {
      return;
    }
    threads.shutdownNow();
    boolean interrupted = false;
    while (!threads.isTerminated()) {
      try {
        threads.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
