package io.grampus.build.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

/**
 * The directories of cache mounts, {@code mounts/NAME}. Their content belongs below them: the time
 * of the directory itself says when it was last used. Safe for several threads and processes.
 */
public final class CacheDirectories {
  private final StoreLayout layout;
  private final Store store;

  CacheDirectories(StoreLayout layout, Store store) {
    this.layout = layout;
    this.store = store;
  }

  /** Where the directory of that name is, or would be. */
  public Path path(String name) {
    return layout.mounts().resolve(name);
  }

  /**
   * Whether the directory is here. If so it counts as used now, so that no prune takes it away
   * while this process lives.
   */
  public boolean use(String name) {
    store.beginLease();
    return StoreLock.holding(layout.lock(), () -> touch(path(name)));
  }

  private static boolean touch(Path directory) {
    try {
      Files.setLastModifiedTime(directory, FileTime.from(Instant.now()));
      return true;
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      throw StoreFailure.of("use a cache mount", directory, e);
    }
  }

  /**
   * Gives a finished directory its name; where another was first, that one stays.
   *
   * @return whether it was taken
   */
  public boolean publish(Path finished, String name) {
    return StoreLock.holding(layout.lock(), () -> publishLocked(finished, path(name)));
  }

  private static boolean publishLocked(Path finished, Path place) {
    if (touch(place)) {
      return false;
    }
    try {
      Durable.rename(finished, place);
      return touch(place);
    } catch (IOException e) {
      throw StoreFailure.of("move a cache mount", place, e);
    }
  }
}
