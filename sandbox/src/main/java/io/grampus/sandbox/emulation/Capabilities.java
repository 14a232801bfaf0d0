package io.grampus.sandbox.emulation;

import io.grampus.sandbox.CapabilitySet;
import io.grampus.sandbox.emulation.Credentials.UserIds;

/**
 * The capability sets and secure bits of a process as capabilities(7) has them; a set is a number
 * with one bit for each capability. The kernel itself sees root in every process.
 *
 * @param permitted what the process may make effective
 * @param effective what it may do
 * @param inheritable what a program with file capabilities may keep
 * @param ambient what any program without them keeps
 * @param bounding what a program can gain
 * @param secureBits the SECBIT_ flags
 */
record Capabilities(
    long permitted, long effective, long inheritable, long ambient, long bounding, int secureBits) {
  static final int CHOWN = 0;
  static final int DAC_OVERRIDE = 1;
  static final int FOWNER = 3;
  static final int FSETID = 4;
  static final int KILL = 5;
  static final int SETGID = 6;
  static final int SETUID = 7;
  static final int SETPCAP = 8;
  static final int NET_BIND_SERVICE = 10;
  static final int SYS_CHROOT = 18;
  static final int MKNOD = 27;
  static final int SETFCAP = 31;

  static final int NOROOT = 1;
  static final int NO_SETUID_FIXUP = 1 << 2;
  static final int KEEP_CAPS = 1 << 4;
  static final int KEEP_CAPS_LOCKED = 1 << 5;
  static final int NO_AMBIENT_RAISE = 1 << 6;
  private static final int LOCKS = 0xaa;

  /** Those that count for files: setfsuid(2) takes them away and gives them back. */
  private static final long FILE_SYSTEM =
      bit(CHOWN) | bit(DAC_OVERRIDE) | bit(2) | bit(FOWNER) | bit(FSETID) | bit(MKNOD);

  private static final long ALL = CapabilitySet.bits();

  static final Capabilities OF_ROOT = new Capabilities(ALL, ALL, 0, 0, ALL, 0);
  static final Capabilities OF_OTHERS = new Capabilities(0, 0, 0, 0, ALL, 0);

  /** The set of one capability. */
  static long bit(int capability) {
    return 1L << capability;
  }

  boolean has(int capability) {
    return (effective & bit(capability)) != 0;
  }

  boolean hasSecureBit(int flag) {
    return (secureBits & flag) != 0;
  }

  /** With the three sets of capset(2); ambient ones are lost with those that they come from. */
  Capabilities withSets(long newPermitted, long newEffective, long newInheritable) {
    return new Capabilities(
        newPermitted,
        newEffective,
        newInheritable,
        ambient & newPermitted & newInheritable,
        bounding,
        secureBits);
  }

  /** Whether capset(2) allows these sets. */
  boolean allowsSets(long newPermitted, long newEffective, long newInheritable) {
    long inheritableAtMost =
        has(SETPCAP) ? inheritable | bounding : inheritable | (permitted & bounding);
    return isWithin(newPermitted, permitted)
        && isWithin(newEffective, newPermitted)
        && isWithin(newInheritable, inheritableAtMost);
  }

  private static boolean isWithin(long set, long other) {
    return (set & ~other) == 0;
  }

  Capabilities withAmbient(long set) {
    return new Capabilities(permitted, effective, inheritable, set, bounding, secureBits);
  }

  Capabilities withoutBounding(int capability) {
    long rest = bounding & ~bit(capability);
    return new Capabilities(permitted, effective, inheritable, ambient, rest, secureBits);
  }

  /** Whether the locks among the secure bits, each one left of its flag, allow others. */
  boolean allowsSecureBits(int bits) {
    int locks = secureBits & LOCKS;
    boolean locked = ((locks >> 1) & (secureBits ^ bits)) != 0 || (locks & ~bits) != 0;
    return !locked && (bits & ~(LOCKS | LOCKS >> 1)) == 0;
  }

  Capabilities withSecureBits(int bits) {
    return new Capabilities(permitted, effective, inheritable, ambient, bounding, bits);
  }

  private Capabilities withEffective(long set) {
    return new Capabilities(permitted, set, inheritable, ambient, bounding, secureBits);
  }

  /** After a change of user ids: "Effect of user ID changes on capabilities". */
  Capabilities afterUserChange(UserIds old, UserIds now) {
    if (hasSecureBit(NO_SETUID_FIXUP)) {
      return this;
    }
    Capabilities changed = this;
    if (old.has(0) && !now.has(0)) {
      changed =
          hasSecureBit(KEEP_CAPS)
              ? withAmbient(0)
              : new Capabilities(0, 0, inheritable, 0, bounding, secureBits);
    }
    if (old.effective() == 0 && now.effective() != 0) {
      return changed.withEffective(0);
    }
    return old.effective() != 0 && now.effective() == 0
        ? changed.withEffective(changed.permitted)
        : changed;
  }

  /** After setfsuid(2). */
  Capabilities afterFileSystemUserChange(int old, int now) {
    if (hasSecureBit(NO_SETUID_FIXUP)) {
      return this;
    }
    if (old == 0 && now != 0) {
      return withEffective(effective & ~FILE_SYSTEM);
    }
    return old != 0 && now == 0 ? withEffective(effective | (permitted & FILE_SYSTEM)) : this;
  }

  /** As access(2) asks: those of a process whose effective user is the real one. */
  Capabilities forRealUser(int real) {
    return hasSecureBit(NO_SETUID_FIXUP) ? this : withEffective(real == 0 ? permitted : 0);
  }

  /** Whether execve(2) would give a program what the process was not permitted. */
  boolean gainByExecute(UserIds user, FileCapabilities file) {
    return !isWithin(gained(user, file), permitted);
  }

  private long gained(UserIds user, FileCapabilities file) {
    return startsAsRoot(user, file)
        ? inheritable | bounding
        : (inheritable & file.inheritable()) | (bounding & file.permitted());
  }

  private boolean startsAsRoot(UserIds user, FileCapabilities file) {
    boolean becomesRoot = user.real() != 0 && user.effective() == 0;
    return !hasSecureBit(NOROOT)
        && (user.real() == 0 || user.effective() == 0)
        && !(becomesRoot && file.areAny()); // the file's alone count then
  }

  /**
   * After execve(2): "Transformation of capabilities during execve()".
   *
   * @param user the user ids that the program starts with
   * @param file the file's capabilities
   * @param setsIds whether the file changes user or group
   * @param less whether the program gets no more than the process was permitted before
   */
  Capabilities afterExecute(UserIds user, FileCapabilities file, boolean setsIds, boolean less) {
    long keptAmbient = setsIds || file.areAny() ? 0 : ambient;
    long gained = gained(user, file);
    long newPermitted = (less ? gained & permitted : gained) | keptAmbient;
    boolean effectively = (startsAsRoot(user, file) && user.effective() == 0) || file.effective();
    return new Capabilities(
        newPermitted,
        effectively ? newPermitted : keptAmbient,
        inheritable,
        keptAmbient,
        bounding,
        secureBits & ~KEEP_CAPS);
  }
}
