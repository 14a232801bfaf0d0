package io.grampus.sandbox.emulation;

import io.grampus.os.Errno;
import io.grampus.os.KernelConstants;
import io.grampus.os.NativeBuffer;
import io.grampus.os.SyscallNumber;
import io.grampus.os.Syscalls;

/** stat, lstat, fstat, newfstatat and statx: the kernel's answer with the emulated owner in it. */
final class StatHandler {
  private final Syscalls syscalls;
  private final StatLayout stat;
  private final OwnerNotes owners;
  private final NativeBuffer emptyPath = NativeBuffer.allocate(1);

  StatHandler(Syscalls syscalls, OwnerNotes owners) {
    this.syscalls = syscalls;
    this.stat = StatLayout.statOn(syscalls.architecture());
    this.owners = owners;
  }

  /** stat(path, buffer) and lstat(path, buffer). */
  long byPath(NotifiedCall call, boolean follow) {
    return named(call, (int) KernelConstants.AT_FDCWD, call.argument(0), follow, call.argument(1));
  }

  /** fstat(fd, buffer). */
  long byDescriptor(NotifiedCall call) {
    return described(call, call.intArgument(0), call.argument(1));
  }

  /** newfstatat(directory, path, buffer, flags). */
  long at(NotifiedCall call) {
    int flags = call.intArgument(3);
    if ((flags & KernelConstants.AT_EMPTY_PATH) != 0
        && call.files().isEmptyPath(call.thread(), call.argument(1))) {
      return described(call, call.intArgument(0), call.argument(2));
    }
    boolean follow = (flags & KernelConstants.AT_SYMLINK_NOFOLLOW) == 0;
    return named(call, call.intArgument(0), call.argument(1), follow, call.argument(2));
  }

  private long named(NotifiedCall call, int directory, long path, boolean follow, long buffer) {
    int fd = call.files().open(call.thread(), directory, path, follow);
    if (fd < 0) {
      return Handler.CONTINUE;
    }
    long result =
        syscalls.call(
            SyscallNumber.NEWFSTATAT,
            fd,
            emptyPath.address(),
            call.scratch().address(),
            KernelConstants.AT_EMPTY_PATH);
    if (!Syscalls.failed(result)) {
      result = answer(call, stat, call.files().ownPath(fd), buffer);
    }
    call.files().close(fd);
    return result;
  }

  private long described(NotifiedCall call, int fd, long buffer) {
    long path = call.files().fdPath(call.thread(), fd);
    long result =
        syscalls.call(
            SyscallNumber.NEWFSTATAT, KernelConstants.AT_FDCWD, path, call.scratch().address(), 0);
    return Syscalls.failed(result) ? Handler.CONTINUE : answer(call, stat, path, buffer);
  }

  /** statx(directory, path, flags, mask, buffer). */
  long extended(NotifiedCall call) {
    int flags = call.intArgument(2);
    int fd = -1;
    long path;
    if ((flags & KernelConstants.AT_EMPTY_PATH) != 0
        && call.files().isEmptyPath(call.thread(), call.argument(1))) {
      path = call.files().fdPath(call.thread(), call.intArgument(0));
    } else {
      boolean follow = (flags & KernelConstants.AT_SYMLINK_NOFOLLOW) == 0;
      fd = call.files().open(call.thread(), call.intArgument(0), call.argument(1), follow);
      if (fd < 0) {
        return Handler.CONTINUE;
      }
      path = call.files().ownPath(fd);
    }
    long result = extended(call, path, flags);
    if (fd >= 0) {
      call.files().close(fd);
    }
    return result;
  }

  private long extended(NotifiedCall call, long path, int flags) {
    int rest = flags & ~(KernelConstants.AT_SYMLINK_NOFOLLOW | KernelConstants.AT_EMPTY_PATH);
    long result =
        syscalls.call(
            SyscallNumber.STATX,
            KernelConstants.AT_FDCWD,
            path,
            rest,
            call.argument(3),
            call.scratch().address());
    return Syscalls.failed(result)
        ? Handler.CONTINUE
        : answer(call, StatLayout.STATX, path, call.argument(4));
  }

  /** Puts the owner into the structure in the scratch memory and hands it over. */
  private long answer(NotifiedCall call, StatLayout layout, long path, long buffer) {
    NativeBuffer result = call.scratch();
    int mode = result.getUnsignedShort(layout.modeOffset());
    owners.find(path, mode, result.getInt(layout.uidOffset()), result.getInt(layout.gidOffset()));
    result.putInt(layout.uidOffset(), owners.uid());
    result.putInt(layout.gidOffset(), owners.gid());
    if (owners.nodeType() != 0) {
      layout.putDevice(result, owners.nodeType(), owners.nodeMajor(), owners.nodeMinor());
    }
    return call.deliver(buffer, layout.size()) == 0 ? 0 : -Errno.EFAULT;
  }
}
