package io.grampus.sandbox;

import java.util.Map;
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

  static final int UID_FIELD = 1;
  static final int GID_FIELD = 2;

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
    return ProtoFields.write(Map.of(UID_FIELD, uid, GID_FIELD, gid));
  }

  /** Reads a value; empty where it is no such message. Unknown fields are skipped. */
  public static Optional<RootlessContainersOwner> decode(byte[] message) {
    return ProtoFields.read(message)
        .map(
            fields ->
                new RootlessContainersOwner(
                    fields.unsigned(UID_FIELD), fields.unsigned(GID_FIELD)));
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
