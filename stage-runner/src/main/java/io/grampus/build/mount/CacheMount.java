package io.grampus.build.mount;

import io.grampus.build.snapshot.StoreFiles;
import io.grampus.os.Fd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BiConsumer;

/** A cache that a command may use until it is closed. */
final class CacheMount implements AutoCloseable {
  private final Path directory;
  private final Path data;
  private final Fd lock;
  private final StoreFiles files;
  private final BiConsumer<Path, byte[]> writer;

  CacheMount(
      Path directory, Path data, Fd lock, StoreFiles files, BiConsumer<Path, byte[]> writer) {
    this.directory = directory;
    this.data = data;
    this.lock = lock;
    this.files = files;
    this.writer = writer;
  }

  /** The file or directory to mount. */
  Path data() {
    return data;
  }

  boolean isDirectory() {
    return Files.isDirectory(data);
  }

  @Override
  public void close() throws IOException {
    try (lock) {
      files.saveOwners(directory, writer);
    }
  }
}
