package io.grampus.build.remote;

import io.grampus.build.image.Digest;
import io.grampus.build.store.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Remembers, among the cache records of the store, what URLs gave. Safe with several builds. */
final class DownloadRecords {
  private final Store store;

  DownloadRecords(Store store) {
    this.store = store;
  }

  /** What a URL gave last, if its content is still here. */
  Optional<DownloadRecord> find(RemoteFile file) {
    try {
      return DownloadRecord.decode(Files.readAllBytes(path(file)))
          .filter(record -> store.blobs().has(record.file().digest()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  void remember(RemoteFile file, DownloadRecord record) throws IOException {
    Files.createDirectories(path(file).resolveSibling("."));
    store.writeFile(path(file), record.encode());
  }

  private Path path(RemoteFile file) {
    byte[] address = file.address().toString().getBytes(StandardCharsets.UTF_8);
    return store.layout().cache().resolve("downloads").resolve(Digest.of(address).hex());
  }
}
