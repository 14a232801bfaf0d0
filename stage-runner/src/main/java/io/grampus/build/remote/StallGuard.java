package io.grampus.build.remote;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Closes a stream from which nothing has come for too long, so that its reader does not wait. */
final class StallGuard implements AutoCloseable {
  private final InputStream stream;
  private final Duration patience;
  private final AtomicLong lastMove = new AtomicLong(System.nanoTime());
  private final Thread thread;
  private volatile boolean stalled;

  private StallGuard(InputStream stream, Duration patience) {
    this.stream = stream;
    this.patience = patience;
    this.thread = new Thread(this::watch, "download-guard");
  }

  static StallGuard watch(InputStream stream, Duration patience) {
    StallGuard guard = new StallGuard(stream, patience);
    guard.thread.setDaemon(true);
    guard.thread.start();
    return guard;
  }

  /** Something has come. */
  void moved() {
    lastMove.set(System.nanoTime());
  }

  /** Throws where the stream's end was the guard's doing. */
  void requireUnbroken() throws IOException {
    if (stalled) {
      throw new HttpTimeoutException("nothing more came");
    }
  }

  private void watch() {
    try {
      long left = patience.toNanos();
      while (left > 0) {
        Thread.sleep(Duration.ofNanos(left).toMillis() + 1);
        left = patience.toNanos() - (System.nanoTime() - lastMove.get());
      }
      stalled = true;
      stream.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      stalled = true;
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
