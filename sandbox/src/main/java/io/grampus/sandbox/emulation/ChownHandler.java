package io.grampus.sandbox.emulation;

import io.grampus.os.Errno;
import io.grampus.os.KernelConstants;
import io.grampus.os.NativeBuffer;
import io.grampus.os.SyscallNumber;
import io.grampus.os.Syscalls;

/** chown, lchown, fchown and fchownat: notes the owner on the file. */
final class ChownHandler {
  private static final int UNCHANGED = -1;

  private final Syscalls syscalls;
  private final StatLayout layout;
  private final OwnerNotes owners;
  private final NativeBuffer empty = NativeBuffer.allocate(1);

  ChownHandler(Syscalls syscalls, OwnerNotes owners) {
    this.syscalls = syscalls;
    this.layout = StatLayout.statOn(syscalls.architecture());
    this.owners = owners;
  }

  /** chown(path, uid, gid) and lchown(path, uid, gid). */
  long byPath(NotifiedCall call, boolean follow) {
    return named(
        call,
        (int) KernelConstants.AT_FDCWD,
        call.argument(0),
        follow,
        call.intArgument(1),
        call.intArgument(2));
  }

  /** fchown(fd, uid, gid). */
  long byDescriptor(NotifiedCall call) {
    int fd = call.files().openUsable(call.thread(), call.intArgument(0));
    if (fd < 0) {
      return Handler.CONTINUE;
    }
    long result = change(call, fd, call.intArgument(1), call.intArgument(2));
    call.files().close(fd);
    return result;
  }

  /** fchownat(directory, path, uid, gid, flags). */
  long at(NotifiedCall call) {
    int flags = call.intArgument(4);
    if ((flags & ~(KernelConstants.AT_EMPTY_PATH | KernelConstants.AT_SYMLINK_NOFOLLOW)) != 0) {
      return -Errno.EINVAL;
    }
    int uid = call.intArgument(2);
    int gid = call.intArgument(3);
    if ((flags & KernelConstants.AT_EMPTY_PATH) != 0
        && call.argument(1) != 0
        && call.files().isEmptyPath(call.thread(), call.argument(1))) {
      return described(call, call.intArgument(0), uid, gid);
    }
    boolean follow = (flags & KernelConstants.AT_SYMLINK_NOFOLLOW) == 0;
    return named(call, call.intArgument(0), call.argument(1), follow, uid, gid);
  }

  private long named(
      NotifiedCall call, int directory, long path, boolean follow, int uid, int gid) {
    int fd = call.files().open(call.thread(), directory, path, follow);
    if (fd < 0) {
      return fd == -Errno.EAGAIN ? Handler.CONTINUE : fd;
    }
    long result = change(call, fd, uid, gid);
    call.files().close(fd);
    return result;
  }

  private long described(NotifiedCall call, int descriptor, int uid, int gid) {
    int fd = call.files().openDescriptor(call.thread(), descriptor);
    if (fd < 0) {
      return Handler.CONTINUE;
    }
    long result = change(call, fd, uid, gid);
    call.files().close(fd);
    return result;
  }

  private long change(NotifiedCall call, int fd, int uid, int gid) {
    NativeBuffer status = call.scratch();
    long result =
        syscalls.call(
            SyscallNumber.NEWFSTATAT,
            fd,
            empty.address(),
            status.address(),
            KernelConstants.AT_EMPTY_PATH);
    if (Syscalls.failed(result)) {
      return Handler.CONTINUE;
    }
    int mode = status.getUnsignedShort(layout.modeOffset());
    owners.find(fd, mode, status.getInt(layout.uidOffset()), status.getInt(layout.gidOffset()));
    if (!permitted(call.credentials(), owners.uid(), owners.gid(), uid, gid)) {
      return -Errno.EPERM;
    }
    if (!call.stillValid()) {
      return Handler.CONTINUE;
    }
    if (OwnerNotes.canCarry(mode)) {
      // clears setuid, setgid and file capabilities as chown(2) does, and changes but the time else
      long cleared =
          syscalls.call(
              SyscallNumber.FCHOWNAT, fd, empty.address(), -1, -1, KernelConstants.AT_EMPTY_PATH);
      if (Syscalls.failed(cleared)) {
        return cleared;
      }
    }
    return owners.change(
        fd, mode, uid == UNCHANGED ? owners.uid() : uid, gid == UNCHANGED ? owners.gid() : gid);
  }

  /** The rules of chown(2): only root gives files away; owners may choose among their groups. */
  private static boolean permitted(Credentials who, int oldUid, int oldGid, int uid, int gid) {
    if (who.has(Capabilities.CHOWN)) {
      return true;
    }
    boolean owner = who.user().fileSystem() == oldUid;
    boolean uidKept = uid == UNCHANGED || (owner && uid == oldUid);
    boolean gidKept = gid == UNCHANGED || (owner && (gid == oldGid || who.inGroup(gid)));
    return uidKept && gidKept;
  }
}
