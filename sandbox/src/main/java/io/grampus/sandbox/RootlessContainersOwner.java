package io.grampus.sandbox;

import java.io.ByteArrayOutputStream;
import java.util.Optional;

/**
 * The owner that a file would have if its owner could be set, as the extended attribute {@code
 * user.rootlesscontainers} carries it.
 *
 * <p>Format: proto3 {@code message Resource { uint32 uid = 1; uint32 gid = 2; }}, shared with umoci
 * and runrootless; {@link #NO_CHANGE} stands for "as the file has it", an absent field for 0.
 *
 * @param uid user id as an unsigned number, or {@link #NO_CHANGE}
 * @param gid group id, likewise
 */
public record RootlessContainersOwner(int uid, int gid) {
  /** The attribute's name. */
  public static final String XATTR_NAME = "user.rootlesscontainers";

  /** The id that stands for the file's own. */
  public static final int NO_CHANGE = 0xFFFFFFFF;

  /** Both ids are the file's own. */
  public static final RootlessContainersOwner UNCHANGED =
      new RootlessContainersOwner(NO_CHANGE, NO_CHANGE);

  private static final int UID_TAG = 1 << 3;
  private static final int GID_TAG = 2 << 3;
  private static final int LONGEST_VARINT = 10;

  /** Whether this says no more than a file without the attribute: owned by the builder, so root. */
  public boolean isRoot() {
    return (uid == 0 || uid == NO_CHANGE) && (gid == 0 || gid == NO_CHANGE);
  }

  /** The user id, or another where this one is unchanged. */
  public int uidOr(int fallback) {
    return uid == NO_CHANGE ? fallback : uid;
  }

  /** The group id, or another where this one is unchanged. */
  public int gidOr(int fallback) {
    return gid == NO_CHANGE ? fallback : gid;
  }

  /** The attribute's value, always with both fields. */
  public byte[] encode() {
    ByteArrayOutputStream out = new ByteArrayOutputStream(12);
    out.write(UID_TAG);
    writeVarint(out, Integer.toUnsignedLong(uid));
    out.write(GID_TAG);
    writeVarint(out, Integer.toUnsignedLong(gid));
    return out.toByteArray();
  }

  private static void writeVarint(ByteArrayOutputStream out, long value) {
    long rest = value;
    while (rest >= 0x80) {
      out.write((int) (rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  /** The owner that a value stands for, or empty where it is not of that format. */
  public static Optional<RootlessContainersOwner> decode(byte[] value) {
    int uid = 0;
    int gid = 0;
    int position = 0;
    while (position < value.length) {
      int tag = value[position++];
      long number = 0;
      int start = position;
      boolean more = true;
      while (more) {
        if (position >= value.length || position - start >= LONGEST_VARINT) {
          return Optional.empty();
        }
        byte next = value[position];
        number |= (long) (next & 0x7f) << (7 * (position - start));
        more = next < 0;
        position++;
      }
      if (tag == UID_TAG) {
        uid = (int) number;
      } else if (tag == GID_TAG) {
        gid = (int) number;
      } else {
        return Optional.empty();
      }
    }
    return Optional.of(new RootlessContainersOwner(uid, gid));
  }
}
