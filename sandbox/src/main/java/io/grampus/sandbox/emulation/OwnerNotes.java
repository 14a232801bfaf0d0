package io.grampus.sandbox.emulation;

import io.grampus.os.Errno;
import io.grampus.os.KernelConstants;
import io.grampus.sandbox.OwnerTable.Owner;

/**
 * Finds and notes the owner of any file: in the extended attribute {@code user.rootlesscontainers}
 * where the file carries it, else in the table. Belongs to one thread; what was found last can be
 * asked for until the next search.
 */
final class OwnerNotes {
  private final IdMap idMap;
  private final TableOwners table;
  private final OwnerMessage message = new OwnerMessage();
  private final OwnerAttribute attribute;
  private int uid;
  private int gid;
  private boolean noted;
  private boolean tabled;
  private boolean asShown;

  OwnerNotes(RootCalls calls, IdMap idMap, SandboxOwners owners) {
    this.attribute = new OwnerAttribute(calls, message);
    this.idMap = idMap;
    this.table = new TableOwners(calls, owners);
  }

  /** Whether an entry of this mode can carry the attribute: xattr(7). */
  static boolean canCarry(int mode) {
    int type = mode & KernelConstants.S_IFMT;
    return type == KernelConstants.S_IFREG || type == KernelConstants.S_IFDIR;
  }

  /**
   * Looks for the owner of a file.
   *
   * @param fd a descriptor of this process's
   * @param mode the file's mode
   * @param realUid its owner as the kernel shows it to the builder, likewise the group
   */
  void find(int fd, int mode, int realUid, int realGid) {
    long length = canCarry(mode) ? attribute.read(fd) : -Errno.EOPNOTSUPP;
    find(fd, length, realUid, realGid);
  }

  /** As {@link #find(int, int, int, int)} for a copy of a process's descriptor. */
  void findOpen(int fd, int mode, int realUid, int realGid) {
    long length = canCarry(mode) ? attribute.readOpen(fd) : -Errno.EOPNOTSUPP;
    find(fd, length, realUid, realGid);
  }

  private void find(int fd, long length, int realUid, int realGid) {
    uid = idMap.uid(realUid);
    gid = idMap.gid(realGid);
    message.decode((int) length);
    noted = length > 0;
    tabled = false;
    asShown = !noted && idMap.isOwn(realUid, realGid);
    if (noted) {
      uid = message.uidOr(uid);
      gid = message.gidOr(gid);
    } else if (length == -Errno.EOPNOTSUPP) {
      Owner owner = table.find(fd);
      if (owner != null) {
        tabled = true;
        asShown = false;
        uid = owner.uid();
        gid = owner.gid();
      }
    }
  }

  /** Whether the kernel shows the sandbox the owner found last as it is. */
  boolean isAsShown() {
    return asShown;
  }

  /** Whether any file has its owner in the table. */
  boolean hasTable() {
    return table.hasAny();
  }

  /** The user found last. */
  int uid() {
    return uid;
  }

  /** The group found last. */
  int gid() {
    return gid;
  }

  /** S_IFCHR or S_IFBLK where the file found last is a placeholder for a device, else 0. */
  int nodeType() {
    return message.nodeType();
  }

  int nodeMajor() {
    return message.major();
  }

  int nodeMinor() {
    return message.minor();
  }

  /** Notes another owner of the file found last; 0 or a negated errno. */
  long change(int fd, int mode, int newUid, int newGid) {
    if (!canCarry(mode)) {
      return table.put(fd, new Owner(newUid, newGid));
    }
    boolean root = newUid == 0 && newGid == 0 && message.nodeType() == 0;
    if (root && !noted) {
      return tabled ? table.put(fd, Owner.ROOT) : 0;
    }
    long result = root ? attribute.remove(fd) : write(fd, newUid, newGid);
    return result == -Errno.EOPNOTSUPP ? table.put(fd, new Owner(newUid, newGid)) : result;
  }

  /** Notes the owner of a new file; 0 or a negated errno. */
  long record(int fd, int mode, int newUid, int newGid) {
    message.decode(0);
    if (newUid == 0 && newGid == 0) {
      return 0;
    }
    long result = canCarry(mode) ? write(fd, newUid, newGid) : -Errno.EOPNOTSUPP;
    return result == -Errno.EOPNOTSUPP ? table.record(fd, new Owner(newUid, newGid)) : result;
  }

  /** Notes of a new regular file that it stands for a device; 0 or a negated errno. */
  long recordNode(int fd, int newUid, int newGid, int type, int major, int minor) {
    message.decode(0);
    message.setNode(type, major, minor);
    return write(fd, newUid, newGid);
  }

  private long write(int fd, int newUid, int newGid) {
    return attribute.write(fd, message.encode(newUid, newGid));
  }
}
