package io.grampus.build.layer;

import io.grampus.os.Fd;
import io.grampus.os.OpenFlags;
import io.grampus.os.ReadAccess;
import io.grampus.os.TreeAccess;
import java.io.IOException;
import java.util.Arrays;

/** Compares two files whose metadata is the same. */
final class SameContent {
  private static final int BLOCK = 256 * 1024;
  private static final int OPEN_FILE = OpenFlags.RDONLY | OpenFlags.NONBLOCK;

  private final TreeAccess access;

  SameContent(TreeAccess access) {
    this.access = access;
  }

  /** Whether two files of that type and equal size have the same content or link target. */
  boolean test(TreeEntry upper, UnionEntry lower) throws IOException {
    byte[] name = upper.name().toByteArray();
    return switch (upper.status().type()) {
      case SYMLINK ->
          Arrays.equals(
              access.files().readlinkat(upper.directory(), name),
              access.files().readlinkat(lower.directory(), name));
      case REGULAR -> upper.status().size() == 0 || bytesEqual(upper.directory(), lower, name);
      case DIRECTORY, CHARACTER_DEVICE, BLOCK_DEVICE, FIFO, SOCKET, UNKNOWN -> true;
    };
  }

  private boolean bytesEqual(Fd upper, UnionEntry lower, byte[] name) throws IOException {
    try (ReadAccess.Opened one = access.readable().open(upper, name, OPEN_FILE);
        ReadAccess.Opened other = access.readable().open(lower.directory(), name, OPEN_FILE)) {
      byte[] left = new byte[BLOCK];
      byte[] right = new byte[BLOCK];
      long offset = 0;
      while (true) {
        int count = fill(one.fd(), offset, left);
        int otherCount = fill(other.fd(), offset, right);
        if (count != otherCount || !Arrays.equals(left, 0, count, right, 0, otherCount)) {
          return false;
        }
        if (count < BLOCK) {
          return true;
        }
        offset += count;
      }
    }
  }

  private int fill(Fd file, long offset, byte[] block) throws IOException {
    int filled = 0;
    while (filled < block.length) {
      int count = access.data().pread(file, offset + filled, block, filled, block.length - filled);
      if (count == 0) {
        return filled;
      }
      filled += count;
    }
    return filled;
  }
}
