package io.grampus.sandbox;

import io.grampus.os.ByteString;
import io.grampus.os.Fd;
import io.grampus.os.FileCalls;
import io.grampus.os.OpenFlags;
import io.grampus.os.TreeRemover;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A directory of this user's on a file system in memory, shm_overview(7), that goes when it is
 * closed. Such of processes that were killed go when the next one is made: a living process holds a
 * lock on its own.
 */
final class MemoryDirectory implements Closeable {
  private static final String PREFIX = "grampus-";

  private final FileCalls calls;
  private final Path path;
  private final Fd lock;

  private MemoryDirectory(FileCalls calls, Path path, Fd lock) {
    this.calls = calls;
    this.path = path;
    this.lock = lock;
  }

  /**
   * Makes one.
   *
   * @param place a directory on a file system in memory, as /dev/shm
   */
  static MemoryDirectory create(FileCalls calls, Path place) throws IOException {
    sweep(calls, place);
    while (true) {
      Path path = Files.createTempDirectory(place, PREFIX);
      Fd lock = open(calls, path);
      if (calls.tryLock(lock, true) && Files.exists(path)) {
        return new MemoryDirectory(calls, path, lock);
      }
      lock.close(); // swept between its making and its locking
    }
  }

  private static void sweep(FileCalls calls, Path place) throws IOException {
    try (DirectoryStream<Path> directories = Files.newDirectoryStream(place, PREFIX + "*")) {
      for (Path path : directories) {
        if (Files.isReadable(path)) {
          sweepOne(calls, path);
        }
      }
    }
  }

  private static void sweepOne(FileCalls calls, Path path) throws IOException {
    try (Fd lock = open(calls, path)) {
      if (calls.tryLock(lock, true)) {
        new TreeRemover(calls).remove(path);
      }
    }
  }

  private static Fd open(FileCalls calls, Path path) throws IOException {
    byte[] name = ByteString.of(path.toString()).toByteArray();
    return calls.openat(Fd.CURRENT_DIRECTORY, name, OpenFlags.DIRECTORY);
  }

  /** Where it is. */
  Path path() {
    return path;
  }

  @Override
  public void close() throws IOException {
    try (lock) {
      new TreeRemover(calls).remove(path);
    }
  }
}
