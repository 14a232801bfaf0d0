package io.grampus.sandbox.emulation;

import io.grampus.os.KernelConstants;
import io.grampus.os.NativeBuffer;
import io.grampus.os.SyscallNumber;
import io.grampus.os.Syscalls;
import io.grampus.sandbox.AccessList;
import org.jspecify.annotations.Nullable;

/** Mode and emulated owner of a file that a handler must know for itself; one thread's. */
final class FileInspector {
  /** Times a permission bit: that bit for owner, group and others. */
  private static final int FOR_EACH_CLASS = 0111;

  private static final int FOR_GROUP = 070;

  private final Syscalls syscalls;
  private final OwnerNotes owners;
  private final KeptAttributes kept;
  private final StatLayout layout;
  private final NativeBuffer status;
  private final NativeBuffer empty = NativeBuffer.allocate(1);
  private int mode;
  private @Nullable AccessList list;

  FileInspector(Syscalls syscalls, OwnerNotes owners, KeptAttributes kept) {
    this.syscalls = syscalls;
    this.owners = owners;
    this.kept = kept;
    this.layout = StatLayout.statOn(syscalls.architecture());
    this.status = NativeBuffer.allocate(layout.size());
  }

  /** Asks for the mode alone of a file that this process has a descriptor of; 0 or an errno. */
  long lookAt(int fd) {
    long result =
        syscalls.call(
            SyscallNumber.NEWFSTATAT,
            fd,
            empty.address(),
            status.address(),
            KernelConstants.AT_EMPTY_PATH);
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

  /** The device of the file found last. */
  long device() {
    return status.getLong(StatLayout.FILE_DEVICE);
  }

  /** The number of the device node found last, as {@code <linux/kdev_t.h>} encodes it. */
  long deviceNumber() {
    return status.getLong(layout.deviceOffset());
  }

  /** When the file found last was changed; ctime of inode(7), which nobody can set. */
  long changedSeconds() {
    return status.getLong(StatLayout.CHANGED);
  }

  long changedNanoseconds() {
    return status.getLong(StatLayout.CHANGED + Long.BYTES);
  }

  boolean is(int type) {
    return (mode & KernelConstants.S_IFMT) == type;
  }

  /** Finds the owner of the file looked at last, for {@link #uid} and {@link #gid}. */
  void findOwner(int fd) {
    owners.find(fd, mode, status.getInt(layout.uidOffset()), status.getInt(layout.gidOffset()));
    list = kept.accessList(fd, mode);
  }

  int uid() {
    return owners.uid();
  }

  int gid() {
    return owners.gid();
  }

  /** Whether the mode of the file looked at tells at once that everybody has all that is wanted. */
  boolean allowsEverybody(int wanted) {
    int forEverybody = wanted * FOR_EACH_CLASS;
    return (mode & forEverybody) == forEverybody && !kept.hasLists();
  }

  /** Whether the file looked at, whose owner was found, grants the user all that is wanted. */
  boolean allows(Credentials who, int wanted) {
    AccessList named = list;
    boolean unasked = (mode & FOR_GROUP) == 0; // the kernel does not look at the list then
    if (named == null || unasked || who.user().fileSystem() == uid()) {
      return AccessRules.allows(who, mode, uid(), gid(), wanted);
    }
    return who.overridesModes() || named.allows(who, gid(), wanted);
  }
}
