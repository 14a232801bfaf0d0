package io.grampus.os;

import java.util.Arrays;
import java.util.List;

/** Takes apart what getdents64(2) returns. */
final class DirectoryListing {
  private DirectoryListing() {}

  /** Reads structs linux_dirent64; getdents64(2). */
  static void read(NativeBuffer listing, int length, List<DirectoryEntry> entries) {
    int at = 0;
    while (at < length) {
      int end = at + listing.getUnsignedShort(at + 16);
      int nameEnd = listing.indexOfNul(at + 19, end);
      byte[] name = listing.getBytes(at + 19, nameEnd - at - 19);
      if (!isDots(name)) {
        entries.add(
            new DirectoryEntry(
                ByteString.wrap(name),
                FileType.ofDirectoryEntry(listing.getByte(at + 18)),
                listing.getLong(at)));
      }
      at = end;
    }
  }

  private static boolean isDots(byte[] name) {
    return Arrays.equals(name, new byte[] {'.'}) || Arrays.equals(name, new byte[] {'.', '.'});
  }
}
