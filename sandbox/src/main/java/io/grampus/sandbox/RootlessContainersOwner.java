package io.grampus.sandbox;

import java.io.ByteArrayOutputStream;
import java.util.Optional;

/**
 * The owner that an image gives to a file, as rootless tools keep it in the extended attribute
 * {@code user.rootlesscontainers}.
 *
 * <p>The value is a proto3 message {@code Resource { uint32 uid = 1; uint32 gid = 2; }}. A field
 * that is missing means 0, as proto3 says; {@link #UNCHANGED} means that the file's real owner, as
 * seen inside the namespace, counts.
 *
 * @param uid the user, 0 to 0xFFFFFFFF
 * @param gid the group, 0 to 0xFFFFFFFF
 */
public record RootlessContainersOwner(long uid, long gid) {
  private static final RootlessContainersOwner NONE =
      new RootlessContainersOwner(0xFFFFFFFFL, 0xFFFFFFFFL);

  /** The name of the extended attribute. */
  public static final String ATTRIBUTE = "user.rootlesscontainers";

  /** The value of a field that leaves the real owner in place. */
  public static final long UNCHANGED = 0xFFFFFFFFL;

  private static final int UID_FIELD = 1;
  private static final int GID_FIELD = 2;
  private static final int VARINT = 0;
  private static final int FIXED_64 = 1;
  private static final int LENGTH_DELIMITED = 2;
  private static final int FIXED_32 = 5;
  private static final int VARINT_MAXIMUM_BYTES = 10;

  /** Refuses numbers that are no ids. */
  public RootlessContainersOwner {
    if (uid < 0 || uid > UNCHANGED || gid < 0 || gid > UNCHANGED) {
      throw new IllegalArgumentException("ids out of range: " + uid + ":" + gid);
    }
  }

  /** The uid, where UNCHANGED stands for the one given. */
  public long uidOr(long real) {
    return uid == UNCHANGED ? real : uid;
  }

  /** The gid, where UNCHANGED stands for the one given. */
  public long gidOr(long real) {
    return gid == UNCHANGED ? real : gid;
  }

  /** The attribute's value, always with both fields. */
  public byte[] encode() {
    ByteArrayOutputStream message = new ByteArrayOutputStream(12);
    writeField(message, UID_FIELD, uid);
    writeField(message, GID_FIELD, gid);
    return message.toByteArray();
  }

  private static void writeField(ByteArrayOutputStream message, int field, long value) {
    message.write((field << 3) | VARINT);
    long rest = value;
    while (rest >= 0x80) {
      message.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    message.write((int) rest);
  }

  /** Reads a value; empty where it is no such message. Unknown fields are skipped. */
  public static Optional<RootlessContainersOwner> decode(byte[] message) {
    Reader reader = new Reader(message);
    long uid = 0;
    long gid = 0;
    while (reader.hasMore()) {
      long tag = reader.varint();
      long field = tag >>> 3;
      if (field == UID_FIELD && (tag & 7) == VARINT) {
        uid = reader.varint();
      } else if (field == GID_FIELD && (tag & 7) == VARINT) {
        gid = reader.varint();
      } else {
        reader.skip(field, (int) (tag & 7));
      }
    }
    // A uint32 field is the low 32 bits of whatever varint was written.
    return reader.malformed
        ? Optional.empty()
        : Optional.of(new RootlessContainersOwner(uid & UNCHANGED, gid & UNCHANGED));
  }

  /** Takes a message apart; once malformed, it has no more. */
  private static final class Reader {
    private final byte[] message;
    private int position;
    private boolean malformed;

    Reader(byte[] message) {
      this.message = message;
    }

    boolean hasMore() {
      return !malformed && position < message.length;
    }

    long varint() {
      long value = 0;
      for (int index = 0; index < VARINT_MAXIMUM_BYTES; index++) {
        if (position >= message.length) {
          malformed = true;
          return 0;
        }
        byte next = message[position++];
        value |= (next & 0x7fL) << (7 * index);
        if (next >= 0) {
          return value;
        }
      }
      malformed = true;
      return 0;
    }

    void skip(long field, int wireType) {
      if (field == 0) {
        malformed = true;
        return;
      }
      switch (wireType) {
        case VARINT -> varint();
        case FIXED_64 -> advance(Long.BYTES);
        case FIXED_32 -> advance(Integer.BYTES);
        case LENGTH_DELIMITED -> advance(varint());
        default -> malformed = true;
      }
    }

    private void advance(long bytes) {
      if (bytes < 0 || bytes > message.length - position) {
        malformed = true;
      } else {
        position += (int) bytes;
      }
    }
  }

  /** The owner of a file that nothing is noted of. */
  public static RootlessContainersOwner none() {
    return NONE;
  }

  /** The owner with these ids as C programs pass them: 32 bits, -1 for unchanged. */
  public static RootlessContainersOwner ofInts(int uid, int gid) {
    return new RootlessContainersOwner(Integer.toUnsignedLong(uid), Integer.toUnsignedLong(gid));
  }

  /** The user as 32 bits, or another where this one is unchanged. */
  public int uidOr(int fallback) {
    return (int) uidOr(Integer.toUnsignedLong(fallback));
  }

  /** The group as 32 bits, or another where this one is unchanged. */
  public int gidOr(int fallback) {
    return (int) gidOr(Integer.toUnsignedLong(fallback));
  }

  /** Whether this says no more than a file without the attribute: the builder's, so root's. */
  public boolean isRoot() {
    return uidOr(0L) == 0 && gidOr(0L) == 0;
  }
}
