package io.grampus.sandbox.emulation;

/**
 * How the owners that the kernel shows outside look inside: the builder's own ids are root's, the
 * machine's root is root, everybody else is nobody.
 *
 * @param mapped whether the kernel itself shows the builder's ids as root's
 */
record IdMap(int userId, int groupId, boolean mapped) {
  /** The id the kernel shows for what is not mapped, /proc/sys/kernel/overflowuid. */
  private static final int OVERFLOW_ID = 65534;

  /** Whether both are the builder's, which the kernel itself shows as root's inside. */
  boolean isOwn(int uid, int gid) {
    return mapped && uid == userId && gid == groupId;
  }

  int uid(int outside) {
    return outside == userId || outside == 0 ? 0 : OVERFLOW_ID;
  }

  int gid(int outside) {
    return outside == groupId || outside == 0 ? 0 : OVERFLOW_ID;
  }
}
