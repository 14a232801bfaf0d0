package io.grampus.build.mount;

import io.grampus.build.dockerfile.CacheSharing;
import io.grampus.build.image.Digest;
import io.grampus.build.layer.UpperTree;
import io.grampus.build.snapshot.StoreFiles;
import io.grampus.build.store.CacheDirectories;
import io.grampus.build.store.Store;
import io.grampus.os.ByteString;
import io.grampus.os.Fd;
import io.grampus.os.FileCalls;
import io.grampus.os.OpenFlags;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The cache mounts of one store. A directory below {@code mounts/} holds the files, a file to lock
 * while a command uses them, the id, and the owners of what cannot carry them.
 */
final class CacheMounts {
  private static final String FILES = "d";
  private static final String LOCK = "lock";
  private static final int NAME_LENGTH = 32;
  private static final int PAUSE_MILLISECONDS = 50;

  private final Store store;
  private final StoreFiles files;
  private final CacheDirectories directories;

  CacheMounts(Store store, StoreFiles files) {
    this.store = store;
    this.files = files;
    this.directories = store.cacheDirectories();
  }

  /** Makes the file or directory of that name that a new cache begins with. */
  @FunctionalInterface
  interface Beginning {
    void make(String name, UpperTree tree) throws IOException;
  }

  /**
   * Waits until a command may use a cache.
   *
   * @param identity what makes it this cache: commands with the same see the same files
   * @param id the name it has in Dockerfiles
   * @param waiting called once if another command has it
   */
  CacheMount obtain(
      Digest identity, String id, CacheSharing sharing, Beginning beginning, Runnable waiting)
      throws IOException, InterruptedException {
    String name = identity.hex().substring(0, NAME_LENGTH);
    boolean told = false;
    for (int number = 0; ; ) {
      String own = number == 0 ? name : name + "-" + number;
      Optional<CacheMount> taken = tryObtain(own, id, sharing, beginning);
      if (taken.isPresent()) {
        return taken.get();
      }
      if (sharing == CacheSharing.PRIVATE) {
        number++;
        continue;
      }
      if (!told) {
        told = true;
        waiting.run();
      }
      Thread.sleep(PAUSE_MILLISECONDS);
    }
  }

  private Optional<CacheMount> tryObtain(
      String name, String id, CacheSharing sharing, Beginning beginning) throws IOException {
    Path directory = directories.path(name);
    if (!directories.use(name)) {
      make(name, id, beginning);
    }
    FileCalls calls = files.access().files();
    byte[] lockFile = ByteString.of(directory.resolve(LOCK).toString()).toByteArray();
    Fd lock = calls.openat(Fd.CURRENT_DIRECTORY, lockFile, OpenFlags.RDONLY);
    boolean taken = false;
    try {
      // A prune may have taken it away before it was locked: then it has no such file any more.
      taken =
          calls.tryLock(lock, sharing != CacheSharing.SHARED)
              && directories.use(name)
              && calls
                  .find(Fd.CURRENT_DIRECTORY, lockFile)
                  .filter(status -> isSame(status.inode(), lock, calls))
                  .isPresent();
      if (!taken) {
        return Optional.empty();
      }
      files.recallOwners(directory);
      return Optional.of(
          new CacheMount(directory, directory.resolve(FILES), lock, files, store::writeFile));
    } finally {
      if (!taken) {
        lock.close();
      }
    }
  }

  private static boolean isSame(long inode, Fd lock, FileCalls calls) {
    try {
      return calls.statx(lock).inode() == inode;
    } catch (IOException e) {
      return false;
    }
  }

  private void make(String name, String id, Beginning beginning) throws IOException {
    Path temporary = store.temporaryPath();
    try {
      Files.createDirectory(temporary);
      files.fill(List.of(), temporary, Instant.now(), tree -> beginning.make(FILES, tree));
      Files.createFile(temporary.resolve(LOCK));
      Files.writeString(temporary.resolve("id"), id + "\n", StandardCharsets.UTF_8);
      files.saveOwners(temporary, store::writeFile);
      directories.publish(temporary, name);
    } finally {
      if (Files.exists(temporary)) {
        store.removeTree(temporary);
      }
    }
  }
}
