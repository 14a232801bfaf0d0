package io.grampus.build.store;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Directories with small numbers for names, {@code s/17}: the options of an overlay mount must fit
 * in one page, so every letter counts. Safe for several threads and processes.
 */
public final class DirectoryPool {
  private final Path parent;
  private final StoreLayout layout;
  private final Store store;

  DirectoryPool(Path parent, StoreLayout layout, Store store) {
    this.parent = parent;
    this.layout = layout;
    this.store = store;
  }

  /**
   * Creates an empty directory with the lowest free number. It is kept while this process lives,
   * and after that as long as a cache record mentions it.
   *
   * @return its absolute path; {@link #shortName} gives the name relative to the store
   */
  public Path allocate() {
    store.beginLease();
    try {
      for (int number = 0; ; number++) {
        Path directory = parent.resolve(Integer.toString(number));
        if (Files.notExists(directory, LinkOption.NOFOLLOW_LINKS) && create(directory)) {
          return directory;
        }
      }
    } catch (IOException e) {
      throw StoreFailure.of("create a directory", parent, e);
    }
  }

  private static boolean create(Path directory) throws IOException {
    try {
      Files.createDirectory(directory);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  /**
   * Moves a finished directory from {@link Store#temporaryPath} to the lowest free number, at once.
   */
  public Path publish(Path finished) {
    Path place = allocate();
    try {
      // rename(2) replaces an empty directory, so nobody ever sees half of it.
      Durable.rename(finished, place);
      touch(place);
      return place;
    } catch (IOException e) {
      throw StoreFailure.of("move a directory", place, e);
    }
  }

  /** The name below the store: {@code s/17}. */
  public String shortName(Path directory) {
    return layout.root().relativize(directory).toString();
  }

  /**
   * Whether the directory is still here. If so it counts as used now, so that no prune takes it
   * away while this process lives.
   *
   * @param directory one that {@link #allocate} or {@link #publish} returned to any process
   */
  public boolean use(Path directory) {
    store.beginLease();
    return StoreLock.holding(layout.lock(), () -> touch(directory));
  }

  private boolean touch(Path directory) {
    try {
      // The real time whatever a build pretends: leases are compared with it.
      Files.setLastModifiedTime(directory, FileTime.from(Instant.now()));
      return true;
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      throw StoreFailure.of("use a directory", directory, e);
    }
  }

  /** All directories, by number. */
  public List<Path> list() {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(parent, "[0-9]*")) {
      entries.forEach(found::add);
    } catch (IOException e) {
      throw StoreFailure.of("list directories", parent, e);
    }
    found.sort(Comparator.comparingInt(path -> Integer.parseInt(path.getFileName().toString())));
    return found;
  }
}
