package io.grampus.sandbox.emulation;

import io.grampus.os.Errno;
import io.grampus.os.KernelConstants;
import io.grampus.os.NativeBuffer;
import io.grampus.os.SyscallNumber;
import io.grampus.os.Syscalls;
import io.grampus.sandbox.AccessList;
import io.grampus.sandbox.KeptAttribute;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The attributes that files keep in the place of those that the kernel refuses, and of them the
 * access control lists in particular; of files that this process has descriptors of, be they mere
 * locations. Belongs to one thread.
 */
final class KeptAttributes {
  private static final int PERMISSIONS = 0777;
  private static final int ALL_PERMISSIONS = 07777;

  /** A list of more entries is larger than most file systems take. */
  private static final int LONGEST_LIST = 4096;

  private final RootCalls calls;
  private final SandboxOwners owners;
  private final ProcPath proc = new ProcPath();
  private final NativeBuffer value = NativeBuffer.allocate(LONGEST_LIST);

  KeptAttributes(RootCalls calls, SandboxOwners owners) {
    this.calls = calls;
    this.owners = owners;
  }

  private static NativeBuffer nameOf(String attribute) {
    return NativeBuffer.cString(attribute.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Reads what is kept in the place of that attribute; its length or a negated errno. */
  long get(int fd, String attribute, NativeBuffer into) {
    NativeBuffer name = nameOf(KeptAttribute.keeper(attribute));
    return calls.call(
        SyscallNumber.GETXATTR,
        proc.ofOwnDescriptor(fd),
        name.address(),
        into.address(),
        into.size());
  }

  /** Keeps a value in the place of that attribute; 0 or a negated errno. */
  long set(int fd, String attribute, NativeBuffer from, int length, int flags) {
    NativeBuffer name = nameOf(KeptAttribute.keeper(attribute));
    return calls.call(
        SyscallNumber.SETXATTR,
        proc.ofOwnDescriptor(fd),
        name.address(),
        from.address(),
        length,
        flags);
  }

  /** Forgets what is kept in the place of that attribute; 0 or a negated errno. */
  long remove(int fd, String attribute) {
    return removeAttribute(fd, KeptAttribute.keeper(attribute));
  }

  private long removeAttribute(int fd, String attribute) {
    NativeBuffer name = nameOf(attribute);
    return calls.call(SyscallNumber.REMOVEXATTR, proc.ofOwnDescriptor(fd), name.address());
  }

  /** Whether any file has a list that is kept; where not, none need be looked for. */
  boolean hasLists() {
    return owners.hasLists();
  }

  /**
   * The list that decides who may use a file, or null where its mode does.
   *
   * @param mode the file's mode, which may have been changed since the list was kept
   */
  @Nullable AccessList accessList(int fd, int mode) {
    AccessList kept = list(fd, AccessList.ACCESS);
    return kept == null ? null : kept.withMode(mode);
  }

  /** The list that a directory gives to what is made in it, or null. */
  @Nullable AccessList defaultList(int fd) {
    return list(fd, AccessList.DEFAULT);
  }

  private @Nullable AccessList list(int fd, String attribute) {
    if (!hasLists()) {
      return null;
    }
    long length = get(fd, attribute, value);
    return length <= 0 ? null : AccessList.decode(value.getBytes(0, (int) length)).orElse(null);
  }

  /** Keeps a list, in the place of one that the kernel may have; 0 or a negated errno. */
  long setList(int fd, int mode, String attribute, AccessList list) {
    byte[] bytes = list.encode();
    if (bytes.length > value.size()) {
      return -Errno.ENOSPC;
    }
    owners.noteList();
    value.putBytes(0, bytes, 0, bytes.length);
    long result = set(fd, attribute, value, bytes.length, 0);
    if (Syscalls.failed(result)) {
      return result;
    }
    removeAttribute(fd, attribute);
    boolean access = attribute.equals(AccessList.ACCESS);
    return access ? changeMode(fd, (mode & ~PERMISSIONS) | list.permissions()) : 0;
  }

  /** Changes the mode of a file, as a list does; 0 or a negated errno. */
  long changeMode(int fd, int mode) {
    return calls.call(
        SyscallNumber.FCHMODAT,
        KernelConstants.AT_FDCWD,
        proc.ofOwnDescriptor(fd),
        mode & ALL_PERMISSIONS);
  }

  /** Gives a new file the lists that it has from its directory; 0 or a negated errno. */
  long inherit(int fd, int mode, AccessList fromDirectory) {
    AccessList own = fromDirectory.withMode(mode);
    int type = mode & KernelConstants.S_IFMT;
    long result = 0;
    if (type == KernelConstants.S_IFDIR) {
      result = setList(fd, mode, AccessList.DEFAULT, fromDirectory);
    }
    boolean carries = type == KernelConstants.S_IFDIR || type == KernelConstants.S_IFREG;
    return result == 0 && carries && own.isMoreThanMode()
        ? setList(fd, mode, AccessList.ACCESS, own)
        : result;
  }
}
