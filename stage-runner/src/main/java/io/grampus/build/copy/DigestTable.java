package io.grampus.build.copy;

import io.grampus.build.image.Digest;
import io.grampus.os.FileStatus;
import io.grampus.os.Timestamp;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Digests of files in one block of bytes, sorted by device and inode, as it is stored: hundreds of
 * thousands of objects would fill the memory. Not to be changed.
 *
 * <p>The block is a format number, the records, and a digest of both, by which a damaged one is
 * known. A record is device, inode, size, modification and change time, and the digest.
 */
final class DigestTable {
  /** More files than this are hashed anew in every build. */
  static final int MOST_RECORDS = 250_000;

  private static final long FORMAT = 0x6772616d70757301L;
  private static final int DIGEST_SIZE = 32;
  private static final int RECORD_SIZE = 4 + 4 + 8 + 8 + 12 + 12 + DIGEST_SIZE;
  private static final DigestTable EMPTY = new DigestTable(new byte[0]);

  /** Which file, whatever it is called. */
  record FileKey(int major, int minor, long inode) implements Comparable<FileKey> {
    static FileKey of(FileStatus status) {
      return new FileKey(status.device().major(), status.device().minor(), status.inode());
    }

    private static FileKey at(ByteBuffer records, int at) {
      return new FileKey(records.getInt(at), records.getInt(at + 4), records.getLong(at + 8));
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof FileKey that
          && inode == that.inode
          && minor == that.minor
          && major == that.major;
    }

    @Override
    public int hashCode() {
      return 31 * Long.hashCode(inode) + 7 * major + minor;
    }

    @Override
    public int compareTo(FileKey other) {
      int byMajor = Integer.compare(major, other.major);
      int byMinor = Integer.compare(minor, other.minor);
      int byDevice = byMajor != 0 ? byMajor : byMinor;
      return byDevice != 0 ? byDevice : Long.compare(inode, other.inode);
    }
  }

  private final ByteBuffer records;

  private DigestTable(byte[] records) {
    this.records = ByteBuffer.wrap(records);
  }

  static DigestTable empty() {
    return EMPTY;
  }

  /** Reads a stored table; one that is damaged counts as empty. */
  static DigestTable decode(byte[] stored) {
    int end = stored.length - DIGEST_SIZE;
    if (end < Long.BYTES
        || (end - Long.BYTES) % RECORD_SIZE != 0
        || ByteBuffer.wrap(stored).getLong() != FORMAT) {
      return EMPTY;
    }
    byte[] sum = Digest.sha256(stored, 0, end);
    return Arrays.equals(sum, 0, DIGEST_SIZE, stored, end, stored.length)
        ? new DigestTable(Arrays.copyOfRange(stored, Long.BYTES, end))
        : EMPTY;
  }

  byte[] encode() {
    ByteBuffer stored = ByteBuffer.allocate(Long.BYTES + records.capacity() + DIGEST_SIZE);
    stored.putLong(FORMAT).put(records.array());
    stored.put(Digest.sha256(stored.array(), 0, stored.position()));
    return stored.array();
  }

  int size() {
    return records.capacity() / RECORD_SIZE;
  }

  /** The digest of a file that is still as it was when it was put in. */
  Optional<byte[]> find(FileStatus status) {
    FileKey key = FileKey.of(status);
    int low = 0;
    int high = size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = FileKey.at(records, middle * RECORD_SIZE).compareTo(key);
      if (order == 0) {
        int at = middle * RECORD_SIZE;
        return digestOf(Arrays.copyOfRange(records.array(), at, at + RECORD_SIZE), status);
      }
      low = order < 0 ? middle + 1 : low;
      high = order < 0 ? high : middle - 1;
    }
    return Optional.empty();
  }

  /** The digest in a record, if the record is about a file that is like this. */
  static Optional<byte[]> digestOf(byte[] record, FileStatus status) {
    byte[] digest = Arrays.copyOfRange(record, RECORD_SIZE - DIGEST_SIZE, RECORD_SIZE);
    return Arrays.equals(record, record(status, digest)) ? Optional.of(digest) : Optional.empty();
  }

  /** The record of a file. */
  static byte[] record(FileStatus status, byte[] digest) {
    ByteBuffer record = ByteBuffer.allocate(RECORD_SIZE);
    record.putInt(status.device().major()).putInt(status.device().minor());
    record.putLong(status.inode()).putLong(status.size());
    put(record, status.modified());
    put(record, status.changed());
    return record.put(digest).array();
  }

  private static void put(ByteBuffer record, Timestamp time) {
    record.putLong(time.seconds()).putInt(time.nanoseconds());
  }

  /**
   * This table with other records in it, which go before its own; beyond {@link #MOST_RECORDS} its
   * own are dropped.
   */
  DigestTable with(Map<FileKey, byte[]> others) {
    TreeMap<FileKey, byte[]> merged = new TreeMap<>(others);
    for (int at = 0; at < records.capacity() && merged.size() < MOST_RECORDS; at += RECORD_SIZE) {
      merged.putIfAbsent(
          FileKey.at(records, at), Arrays.copyOfRange(records.array(), at, at + RECORD_SIZE));
    }
    ByteBuffer whole = ByteBuffer.allocate(Math.min(merged.size(), MOST_RECORDS) * RECORD_SIZE);
    Iterator<byte[]> each = merged.values().iterator();
    while (whole.hasRemaining()) {
      whole.put(each.next());
    }
    return new DigestTable(whole.array());
  }
}
