package io.grampus.build.store;

import io.grampus.os.GrampusException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;

/**
 * An exclusive lock on a file of the store, between processes and between the threads of this one.
 * Not reentrant. The kernel releases it when its holder dies.
 */
final class StoreLock {
  /**
   * Record locks belong to the process: closing <em>any</em> descriptor of the file drops them
   * (fcntl(2)). So within the process a semaphore per file comes first, and nobody opens a file
   * that another thread has locked. The map mirrors state that the kernel keeps per process.
   */
  private static final ConcurrentMap<Path, Semaphore> IN_THIS_PROCESS = new ConcurrentHashMap<>();

  private final Semaphore permit;
  private final FileChannel channel;

  private StoreLock(Semaphore permit, FileChannel channel) {
    this.permit = permit;
    this.channel = channel;
  }

  /**
   * Waits for the lock; creates the file where it is missing.
   *
   * @throws GrampusException {@code interrupted}, or why the store cannot be locked
   */
  static StoreLock acquire(Path file) {
    Semaphore permit = permit(file);
    try {
      permit.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new GrampusException("interrupted", "interrupted while waiting for " + file, null, e);
    }
    try {
      FileChannel channel = open(file);
      try {
        channel.lock();
        return new StoreLock(permit, channel);
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      permit.release();
      throw StoreFailure.of("take a lock", file, e);
    } catch (RuntimeException e) {
      permit.release();
      throw e;
    }
  }

  /** Work done under a lock. */
  @FunctionalInterface
  interface Guarded<T, E extends Exception> {
    T run() throws E;
  }

  /** Does the work while holding the lock of a file. */
  static <T, E extends Exception> T holding(Path file, Guarded<T, E> work) throws E {
    StoreLock lock = acquire(file);
    try {
      return work.run();
    } finally {
      lock.release();
    }
  }

  /** Takes the lock if nobody has it. */
  static Optional<StoreLock> tryAcquire(Path file) {
    Semaphore permit = permit(file);
    if (!permit.tryAcquire()) {
      return Optional.empty();
    }
    boolean taken = false;
    try {
      FileChannel channel = open(file);
      try {
        taken = channel.tryLock() != null;
        return taken ? Optional.of(new StoreLock(permit, channel)) : Optional.empty();
      } finally {
        if (!taken) {
          channel.close();
        }
      }
    } catch (IOException e) {
      throw StoreFailure.of("take a lock", file, e);
    } finally {
      if (!taken) {
        permit.release();
      }
    }
  }

  private static Semaphore permit(Path file) {
    return IN_THIS_PROCESS.computeIfAbsent(file, path -> new Semaphore(1));
  }

  private static FileChannel open(Path file) throws IOException {
    return FileChannel.open(
        file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
  }

  /** Releases the lock, from any thread. */
  void release() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new IllegalStateException("a lock file that cannot be closed", e);
    } finally {
      permit.release();
    }
  }
}
