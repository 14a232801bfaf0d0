package io.grampus.sandbox.emulation;

import io.grampus.os.NativeBuffer;

/**
 * The value of {@code user.rootlesscontainers} in native memory, decoded and encoded without
 * allocation.
 *
 * <p>Besides the fields that {@link io.grampus.sandbox.RootlessContainersOwner} describes it may
 * have those of a placeholder for a device node: type (S_IFCHR or S_IFBLK) = 3, major = 4, minor =
 * 5. Other readers skip them.
 */
final class OwnerMessage {
  static final int SIZE = 64;
  private static final int NO_CHANGE = -1;
  private static final int FIELDS = 5;

  private final NativeBuffer memory = NativeBuffer.allocate(SIZE);
  private final int[] fields = new int[FIELDS];

  /** Where a value is read to and written from. */
  NativeBuffer memory() {
    return memory;
  }

  long address() {
    return memory.address();
  }

  /** Takes a value apart; a length below 1 or a malformed value says nothing of the file. */
  void decode(int length) {
    clear();
    if (length <= 0) {
      return;
    }
    fields[0] = 0;
    fields[1] = 0;
    int position = 0;
    while (position < length) {
      int tag = memory.getByte(position++);
      int field = (tag >> 3) - 1;
      if (field < 0 || field >= FIELDS || (tag & 7) != 0) {
        return; // written by somebody who knows more than we do; what we know comes first
      }
      long value = 0;
      int shift = 0;
      byte next;
      do {
        if (position >= length || shift > 63) {
          clear();
          return;
        }
        next = memory.getByte(position++);
        value |= (long) (next & 0x7f) << shift;
        shift += 7;
      } while (next < 0);
      fields[field] = (int) value;
    }
  }

  private void clear() {
    fields[0] = NO_CHANGE;
    fields[1] = NO_CHANGE;
    fields[2] = 0;
    fields[3] = 0;
    fields[4] = 0;
  }

  /** The user, or another where the message leaves it. */
  int uidOr(int fallback) {
    return fields[0] == NO_CHANGE ? fallback : fields[0];
  }

  /** The group, or another where the message leaves it. */
  int gidOr(int fallback) {
    return fields[1] == NO_CHANGE ? fallback : fields[1];
  }

  /** S_IFCHR or S_IFBLK on a placeholder, else 0. */
  int nodeType() {
    return fields[2];
  }

  int major() {
    return fields[3];
  }

  int minor() {
    return fields[4];
  }

  /** Makes the message say that the file stands for a device. */
  void setNode(int type, int major, int minor) {
    fields[2] = type;
    fields[3] = major;
    fields[4] = minor;
  }

  /** Writes the message with these owners, and the device that it says already; its length. */
  int encode(int uid, int gid) {
    fields[0] = uid;
    fields[1] = gid;
    int end = 0;
    for (int field = 0; field < FIELDS; field++) {
      if (field < 2 || fields[2] != 0) {
        memory.putByte(end++, (byte) ((field + 1) << 3));
        end = putVarint(end, Integer.toUnsignedLong(fields[field]));
      }
    }
    return end;
  }

  private int putVarint(int start, long value) {
    int end = start;
    long rest = value;
    while (rest >= 0x80) {
      memory.putByte(end++, (byte) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    memory.putByte(end++, (byte) rest);
    return end;
  }
}
