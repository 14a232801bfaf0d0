package io.grampus.sandbox;

import io.grampus.os.FileStatus;
import io.grampus.os.Timestamp;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The owners of files that carry no user attributes: symbolic links, FIFOs, sockets, and everything
 * on file systems without such attributes.
 *
 * <p>A file is known by its inode number and birth time, so an inode that is used again is another
 * file. Files are those of the upper and lower directories of a snapshot as the host sees them; one
 * table serves a whole chain of snapshots, each step starting with a copy of its parent's. Safe for
 * several threads.
 */
public final class OwnerTable {
  private static final int MAGIC = 0x474f5402; // "GOT", format 2
  private static final int MAGIC_WITHOUT_LISTS = 0x474f5401;

  /**
   * Which file.
   *
   * @param inode its inode number
   * @param birthSeconds when it was created, seconds since 1970
   * @param birthNanoseconds and the rest of that second
   */
  public record FileKey(long inode, long birthSeconds, int birthNanoseconds) {}

  /**
   * Whose it is.
   *
   * @param uid user id as an unsigned number
   * @param gid group id, likewise
   */
  public record Owner(int uid, int gid) {
    /** What a file has that is not in the table. */
    public static final Owner ROOT = new Owner(0, 0);
  }

  private final Map<FileKey, Owner> owners = new ConcurrentHashMap<>();
  private volatile boolean lists;

  /** An empty table. */
  public OwnerTable() {}

  /** A table with the same entries, for the next step. */
  public OwnerTable copy() {
    OwnerTable copy = new OwnerTable();
    copy.addAll(this);
    return copy;
  }

  /** Whether every file in it is root's. */
  public boolean isEmpty() {
    return owners.isEmpty();
  }

  /** Notes an owner; root is noted by absence. */
  public void put(FileKey file, Owner owner) {
    if (owner.equals(Owner.ROOT)) {
      owners.remove(file);
    } else {
      owners.put(file, owner);
    }
  }

  /** As {@link #put(FileKey, Owner)}; a file without birth time cannot be noted and is left out. */
  public void put(FileStatus file, Owner owner) {
    key(file).ifPresent(key -> put(key, owner));
  }

  /**
   * Whether any file has an access control list that names others than root. The list itself is an
   * attribute of the file; where there is none, nobody needs to look.
   */
  public boolean hasLists() {
    return lists;
  }

  /** Notes that a file has such a list. */
  public void noteList() {
    lists = true;
  }

  /** Takes over all entries of another table. */
  public void addAll(OwnerTable others) {
    owners.putAll(others.owners);
    lists |= others.lists;
  }

  /** The owner noted, if any. */
  public Optional<Owner> find(FileKey file) {
    return Optional.ofNullable(owners.get(file));
  }

  /** The owner noted of a file as the host sees it, if any. */
  public Optional<Owner> find(FileStatus file) {
    return owners.isEmpty() ? Optional.empty() : key(file).flatMap(this::find);
  }

  /** Whether there is anything in it that must not be forgotten. */
  public boolean isWorthKeeping() {
    return lists || !owners.isEmpty();
  }

  private static Optional<FileKey> key(FileStatus file) {
    Timestamp born = file.born();
    return born == null
        ? Optional.empty()
        : Optional.of(new FileKey(file.inode(), born.seconds(), born.nanoseconds()));
  }

  /**
   * The table as bytes, the same for equal tables: whether there are lists, the entries, sorted.
   */
  public byte[] encode() {
    List<Map.Entry<FileKey, Owner>> entries = new ArrayList<>(owners.entrySet());
    entries.sort(
        Map.Entry.comparingByKey(
            Comparator.comparingLong(FileKey::inode)
                .thenComparingLong(FileKey::birthSeconds)
                .thenComparingInt(FileKey::birthNanoseconds)));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(8 + 28 * entries.size());
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(MAGIC);
      out.writeBoolean(lists);
      out.writeInt(entries.size());
      for (Map.Entry<FileKey, Owner> entry : entries) {
        out.writeLong(entry.getKey().inode());
        out.writeLong(entry.getKey().birthSeconds());
        out.writeInt(entry.getKey().birthNanoseconds());
        out.writeInt(entry.getValue().uid());
        out.writeInt(entry.getValue().gid());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
    return bytes.toByteArray();
  }

  /**
   * The table that {@link #encode} wrote.
   *
   * @throws IOException where the bytes are no such table, or cut short
   */
  public static OwnerTable decode(byte[] encoded) throws IOException {
    OwnerTable table = new OwnerTable();
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(encoded))) {
      int magic = in.readInt();
      if (magic != MAGIC && magic != MAGIC_WITHOUT_LISTS) {
        throw new IOException("not a table of owners");
      }
      table.lists = magic == MAGIC && in.readBoolean();
      int count = in.readInt();
      for (int entry = 0; entry < count; entry++) {
        FileKey key = new FileKey(in.readLong(), in.readLong(), in.readInt());
        table.put(key, new Owner(in.readInt(), in.readInt()));
      }
      if (in.read() >= 0) {
        throw new IOException("the table of owners is longer than it says");
      }
    }
    return table;
  }
}
