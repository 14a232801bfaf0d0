package io.grampus.build.snapshot;

import io.grampus.os.ByteString;
import io.grampus.os.FileStatus;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a walk met in a tree, in a file: so much of every entry that a change shows, in the order of
 * the walk, so that two walks can be compared entry by entry without keeping either in memory.
 */
final class TreeIndex {
  private static final int BUFFER = 256 * 1024;

  private TreeIndex() {}

  /**
   * One entry. The change time is the kernel's own and cannot be set, so equal entries are the same
   * file unchanged: no content needs to be read.
   *
   * @param path from the root, without a leading slash
   * @param isDirectory whether it is one
   * @param mode type and permissions
   */
  record Entry(
      ByteString path,
      boolean isDirectory,
      int mode,
      long inode,
      long size,
      long changedSeconds,
      int changedNanoseconds) {
    static Entry of(ByteString path, FileStatus status) {
      return new Entry(
          path,
          status.isDirectory(),
          status.type().modeBits() | status.permissions(),
          status.inode(),
          status.size(),
          status.changed().seconds(),
          status.changed().nanoseconds());
    }

    private static Entry read(DataInputStream in) throws IOException {
      byte[] path = in.readNBytes(in.readInt());
      return new Entry(
          ByteString.of(path, 0, path.length),
          in.readBoolean(),
          in.readInt(),
          in.readLong(),
          in.readLong(),
          in.readLong(),
          in.readInt());
    }

    private void write(DataOutputStream out) throws IOException {
      out.writeInt(path.length());
      out.write(path.toByteArray());
      out.writeBoolean(isDirectory);
      out.writeInt(mode);
      out.writeLong(inode);
      out.writeLong(size);
      out.writeLong(changedSeconds);
      out.writeInt(changedNanoseconds);
    }
  }

  /**
   * Whether a walk meets the first path before the second: a directory comes before what is in it.
   */
  static int compare(ByteString one, ByteString other) {
    int common = Math.min(one.length(), other.length());
    for (int index = 0; index < common; index++) {
      int left = weight(one.byteAt(index));
      int right = weight(other.byteAt(index));
      if (left != right) {
        return Integer.compare(left, right);
      }
    }
    return Integer.compare(one.length(), other.length());
  }

  private static int weight(byte letter) {
    return letter == '/' ? 0 : Byte.toUnsignedInt(letter);
  }

  /** Writes an index. */
  static final class Writer implements Closeable {
    private final DataOutputStream out;

    Writer(Path file) throws IOException {
      this.out =
          new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), BUFFER));
    }

    void add(Entry entry) throws IOException {
      entry.write(out);
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }

  /** Reads an index, one entry ahead. */
  static final class Reader implements Closeable {
    private final DataInputStream in;
    private @Nullable Entry next;

    Reader(Path file) throws IOException {
      this.in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER));
      advance();
    }

    /** The entry in hand, null behind the last. */
    @Nullable Entry next() {
      return next;
    }

    void advance() throws IOException {
      try {
        next = Entry.read(in);
      } catch (EOFException e) {
        next = null;
      }
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
