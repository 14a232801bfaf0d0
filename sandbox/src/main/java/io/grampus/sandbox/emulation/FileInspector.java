package io.grampus.sandbox.emulation;

import io.grampus.os.KernelConstants;
import io.grampus.os.NativeBuffer;
import io.grampus.os.SyscallNumber;
import io.grampus.os.Syscalls;

/** Mode and emulated owner of a file that a handler must know for itself; one thread's. */
final class FileInspector {
  private final Syscalls syscalls;
  private final OwnerNotes owners;
  private final StatLayout layout;
  private final NativeBuffer status;
  private int mode;

  FileInspector(Syscalls syscalls, OwnerNotes owners) {
    this.syscalls = syscalls;
    this.owners = owners;
    this.layout = StatLayout.statOn(syscalls.architecture());
    this.status = NativeBuffer.allocate(layout.size());
  }

  /** Asks for the mode alone of the file at a path, whose links are followed; 0 or an errno. */
  long lookAt(long path) {
    long result =
        syscalls.call(
            SyscallNumber.NEWFSTATAT, KernelConstants.AT_FDCWD, path, status.address(), 0);
    mode = Syscalls.failed(result) ? 0 : status.getUnsignedShort(layout.modeOffset());
    return result;
  }

  /** The mode found last, the type included. */
  int mode() {
    return mode;
  }

  /** The inode number found last. */
  long inode() {
    return status.getLong(StatLayout.INODE);
  }

  boolean is(int type) {
    return (mode & KernelConstants.S_IFMT) == type;
  }

  /** Finds the owner of the file looked at last, for {@link #uid} and {@link #gid}. */
  void findOwner(long path) {
    owners.find(path, mode, status.getInt(layout.uidOffset()), status.getInt(layout.gidOffset()));
  }

  int uid() {
    return owners.uid();
  }

  int gid() {
    return owners.gid();
  }

  /** Whether the file looked at, whose owner was found, grants the user all that is wanted. */
  boolean allows(Credentials who, int wanted) {
    return AccessRules.allows(who, mode, uid(), gid(), wanted);
  }
}
