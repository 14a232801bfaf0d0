package io.grampus.sandbox.emulation;

import io.grampus.os.Errno;
import io.grampus.os.KernelConstants;
import io.grampus.os.NativeBuffer;
import io.grampus.os.SyscallNumber;
import io.grampus.sandbox.OwnerTable.Owner;
import java.nio.charset.StandardCharsets;

/**
 * Finds and notes the owner of any file: in the extended attribute {@code user.rootlesscontainers}
 * where the file carries it, else in the table. Belongs to one thread; what was found last can be
 * asked for until the next search.
 */
final class OwnerNotes {
  /** The attribute's name as the kernel takes it. */
  static final String ATTRIBUTE = "user.rootlesscontainers";

  private final RootCalls calls;
  private final IdMap idMap;
  private final TableOwners table;
  private final OwnerMessage message = new OwnerMessage();
  private final NativeBuffer name =
      NativeBuffer.cString(ATTRIBUTE.getBytes(StandardCharsets.US_ASCII));
  private int uid;
  private int gid;
  private boolean noted;

  OwnerNotes(RootCalls calls, IdMap idMap, SandboxOwners owners) {
    this.calls = calls;
    this.idMap = idMap;
    this.table = new TableOwners(calls, owners);
  }

  /** Whether an entry of this mode can carry the attribute: xattr(7). */
  private static boolean canCarry(int mode) {
    int type = mode & KernelConstants.S_IFMT;
    return type == KernelConstants.S_IFREG || type == KernelConstants.S_IFDIR;
  }

  /**
   * Looks for the owner of the file at that path, whose links are followed.
   *
   * @param mode the file's mode
   * @param realUid its owner as the kernel shows it to the builder, likewise the group
   */
  void find(long path, int mode, int realUid, int realGid) {
    uid = idMap.uid(realUid);
    gid = idMap.gid(realGid);
    long length = -Errno.EOPNOTSUPP;
    if (canCarry(mode)) {
      length =
          calls.call(
              SyscallNumber.GETXATTR, path, name.address(), message.address(), OwnerMessage.SIZE);
    }
    message.decode((int) length);
    noted = length > 0;
    if (noted) {
      uid = message.uidOr(uid);
      gid = message.gidOr(gid);
    } else if (length == -Errno.EOPNOTSUPP) {
      Owner owner = table.find(path);
      if (owner != null) {
        uid = owner.uid();
        gid = owner.gid();
      }
    }
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
  long change(long path, int mode, int newUid, int newGid) {
    if (!canCarry(mode)) {
      return table.put(path, new Owner(newUid, newGid));
    }
    boolean root = newUid == 0 && newGid == 0 && message.nodeType() == 0;
    if (root && !noted) {
      return 0;
    }
    long result =
        root
            ? calls.call(SyscallNumber.REMOVEXATTR, path, name.address())
            : write(path, newUid, newGid);
    return result == -Errno.EOPNOTSUPP ? table.put(path, new Owner(newUid, newGid)) : result;
  }

  /** Notes the owner of a new file; 0 or a negated errno. */
  long record(long path, int mode, int newUid, int newGid) {
    message.decode(0);
    if (newUid == 0 && newGid == 0) {
      return 0;
    }
    long result = canCarry(mode) ? write(path, newUid, newGid) : -Errno.EOPNOTSUPP;
    return result == -Errno.EOPNOTSUPP ? table.record(path, new Owner(newUid, newGid)) : result;
  }

  /** Notes of a new regular file that it stands for a device; 0 or a negated errno. */
  long recordNode(long path, int newUid, int newGid, int type, int major, int minor) {
    message.decode(0);
    message.setNode(type, major, minor);
    return write(path, newUid, newGid);
  }

  private long write(long path, int newUid, int newGid) {
    int length = message.encode(newUid, newGid);
    return calls.call(SyscallNumber.SETXATTR, path, name.address(), message.address(), length);
  }
}
