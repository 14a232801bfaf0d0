package io.grampus.build.store;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The sign that a process works in the store, with a directory for what it is writing. Nothing that
 * appeared or was used since the oldest lease began is ever pruned. A killed process loses its
 * lease; the next one removes what it left.
 */
final class Lease implements AutoCloseable {
  private static final String LOCK = ".lock";
  private static final String OUTPUT = ".output";

  private final StoreLayout layout;
  private final TreeRemover remover;
  private final StoreLock lock;
  private final Path directory;
  private final AtomicLong count = new AtomicLong();

  private Lease(StoreLayout layout, TreeRemover remover, StoreLock lock, Path directory) {
    this.layout = layout;
    this.remover = remover;
    this.lock = lock;
    this.directory = directory;
  }

  /** Begins a lease, after clearing away what dead processes left. */
  static Lease begin(StoreLayout layout, TreeRemover remover) {
    try {
      removeStale(layout, remover);
      return StoreLock.holding(layout.lock(), () -> create(layout, remover));
    } catch (IOException e) {
      throw StoreFailure.of("create a temporary directory", layout.temporary(), e);
    }
  }

  private static Lease create(StoreLayout layout, TreeRemover remover) throws IOException {
    for (long number = 0; ; number++) {
      Path directory = layout.temporary().resolve(Long.toString(number));
      Path lockFile = lockFile(directory);
      if (Files.notExists(lockFile) && Files.notExists(directory)) {
        StoreLock lock = StoreLock.acquire(lockFile);
        try {
          Files.createDirectory(directory);
        } catch (IOException e) {
          Files.deleteIfExists(lockFile);
          lock.release();
          throw e;
        }
        return new Lease(layout, remover, lock, directory);
      }
    }
  }

  private static Path lockFile(Path directory) {
    return directory.resolveSibling(directory.getFileName() + LOCK);
  }

  /**
   * A name in the lease's directory that nobody uses: short, never used before by this process.
   * Nothing is created.
   */
  Path freshPath() {
    return directory.resolve(Long.toString(count.getAndIncrement()));
  }

  /** Has a file outside of the store removed by whoever finds this lease's holder dead. */
  void removeAfterDeath(Path file) {
    Path note = directory.resolve(count.getAndIncrement() + OUTPUT);
    try {
      Files.createSymbolicLink(note, file.toAbsolutePath());
    } catch (IOException e) {
      throw StoreFailure.of("write a temporary file", note, e);
    }
  }

  /**
   * When the oldest living lease began, or empty where nobody works in the store. Call with the
   * store's lock held.
   */
  static Optional<FileTime> oldest(StoreLayout layout) throws IOException {
    FileTime oldest = null;
    for (Path lockFile : lockFiles(layout)) {
      Optional<StoreLock> dead = StoreLock.tryAcquire(lockFile);
      if (dead.isPresent()) {
        dead.get().release();
        continue;
      }
      FileTime began = Files.getLastModifiedTime(lockFile);
      oldest = oldest == null || began.compareTo(oldest) < 0 ? began : oldest;
    }
    return Optional.ofNullable(oldest);
  }

  /** Removes the directories whose lock nobody holds. The long part runs without the store lock. */
  static void removeStale(StoreLayout layout, TreeRemover remover) throws IOException {
    Map<Path, StoreLock> stale = StoreLock.holding(layout.lock(), () -> lockStale(layout));
    try {
      for (Path directory : stale.keySet()) {
        removeOutputs(directory);
        remover.remove(directory);
      }
    } finally {
      end(layout, stale);
    }
  }

  private static void removeOutputs(Path directory) throws IOException {
    if (Files.notExists(directory)) {
      return;
    }
    try (DirectoryStream<Path> notes = Files.newDirectoryStream(directory, "*" + OUTPUT)) {
      for (Path note : notes) {
        removeOutput(Files.readSymbolicLink(note));
      }
    }
  }

  private static void removeOutput(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // Whoever may not write there any more is not to be kept from the store by it.
    }
  }

  private static Map<Path, StoreLock> lockStale(StoreLayout layout) throws IOException {
    Map<Path, StoreLock> stale = new TreeMap<>();
    for (Path lockFile : lockFiles(layout)) {
      String name = lockFile.getFileName().toString();
      Path directory = lockFile.resolveSibling(name.substring(0, name.length() - LOCK.length()));
      StoreLock.tryAcquire(lockFile).ifPresent(lock -> stale.put(directory, lock));
    }
    return stale;
  }

  /** Lock files come and go only under the store's lock, so none is ever locked and unlinked. */
  private static void end(StoreLayout layout, Map<Path, StoreLock> ended) throws IOException {
    if (ended.isEmpty()) {
      return;
    }
    try {
      StoreLock.<Boolean, IOException>holding(
          layout.lock(),
          () -> {
            boolean removedAll = true;
            for (Path directory : ended.keySet()) {
              removedAll &= Files.notExists(directory) && Files.deleteIfExists(lockFile(directory));
            }
            return removedAll;
          });
    } finally {
      ended.values().forEach(StoreLock::release);
    }
  }

  private static List<Path> lockFiles(StoreLayout layout) throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(layout.temporary(), "*" + LOCK)) {
      files.forEach(found::add);
    }
    return found;
  }

  /** Removes the directory with everything in it. */
  @Override
  public void close() {
    try {
      try {
        remover.remove(directory);
      } finally {
        end(layout, Map.of(directory, lock));
      }
    } catch (IOException e) {
      throw StoreFailure.of("remove temporary files", directory, e);
    }
  }
}
