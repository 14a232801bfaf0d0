package io.grampus.build.copy;

import io.grampus.os.FileStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Remembers digests of files by what changes with them: device, inode, size, modification and
 * change time. The change time cannot be set, so what has the same is the same.
 *
 * <p>But clocks of file systems tick: a file may change once more within the tick in which it was
 * read. So a file that had changed shortly before it was read is not remembered. Safe for several
 * threads, and for several processes with one file: each replaces it as a whole, and what one of
 * them forgets is merely hashed again.
 */
public final class FileDigests {
  /** Longer than the ticks of any file system's clock; FAT's are the longest. */
  private static final long TICK_SECONDS = 2;

  private final @Nullable Path file;
  private final Clock clock;
  private final Map<DigestTable.FileKey, byte[]> added = new HashMap<>();
  private @Nullable DigestTable table;

  private FileDigests(@Nullable Path file, Clock clock) {
    this.file = file;
    this.clock = clock;
  }

  /** Digests that are kept in a file. */
  public static FileDigests in(Path file) {
    return new FileDigests(file, Clock.systemUTC());
  }

  /** Digests that are forgotten with this object. */
  public static FileDigests inMemory() {
    return new FileDigests(null, Clock.systemUTC());
  }

  /** The same file, seen at other times: for tests. */
  static FileDigests in(Path file, Clock clock) {
    return new FileDigests(file, clock);
  }

  /** What was remembered of a file that has not changed since. */
  synchronized Optional<byte[]> find(FileStatus status) {
    byte[] record = added.get(DigestTable.FileKey.of(status));
    if (record != null) {
      return DigestTable.digestOf(record, status);
    }
    return table().find(status);
  }

  private DigestTable table() {
    DigestTable present = table;
    if (present == null) {
      present = load();
      table = present;
    }
    return present;
  }

  private DigestTable load() {
    if (file == null) {
      return DigestTable.empty();
    }
    try {
      return DigestTable.decode(Files.readAllBytes(file));
    } catch (IOException e) {
      return DigestTable.empty(); // not there yet, or not readable: then all is hashed
    }
  }

  /** The time to give to {@link #put}, asked before a file is looked at. */
  Instant now() {
    return clock.instant();
  }

  /**
   * Remembers a digest.
   *
   * @param status what the file was both before and after it was read
   * @param started when it began to be read
   */
  synchronized void put(FileStatus status, byte[] digest, Instant started) {
    boolean settled =
        status.changed().seconds() + TICK_SECONDS < started.getEpochSecond()
            && status.modified().seconds() + TICK_SECONDS < started.getEpochSecond();
    if (settled && added.size() < DigestTable.MOST_RECORDS) {
      added.put(DigestTable.FileKey.of(status), DigestTable.record(status, digest));
    }
  }

  /**
   * Writes what was added, and what others have written meanwhile.
   *
   * @param temporary a path for a temporary file on the same file system
   */
  public synchronized void save(Path temporary) throws IOException {
    if (file == null || added.isEmpty()) {
      return;
    }
    Files.write(temporary, load().with(added).encode());
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    added.clear();
    table = null;
  }
}
