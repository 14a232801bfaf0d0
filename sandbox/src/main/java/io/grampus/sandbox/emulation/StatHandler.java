package io.grampus.sandbox.emulation;

import io.grampus.os.Errno;
import io.grampus.os.KernelConstants;
import io.grampus.os.NativeBuffer;
import io.grampus.os.SyscallNumber;
import io.grampus.os.Syscalls;

/** stat, lstat, fstat, newfstatat and statx: the kernel's answer with the emulated owner in it. */
final class StatHandler {
  private static final int AT_NO_AUTOMOUNT = 0x800;
  private static final int AT_STATX_SYNC_TYPE = 0x6000;
  private static final int KNOWN_FLAGS =
      KernelConstants.AT_SYMLINK_NOFOLLOW | KernelConstants.AT_EMPTY_PATH | AT_NO_AUTOMOUNT;

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
    int fd = call.intArgument(0);
    return fd < 0 ? Handler.CONTINUE : described(call, fd, call.argument(1));
  }

  /** newfstatat(directory, path, buffer, flags). */
  long at(NotifiedCall call) {
    int flags = call.intArgument(3);
    if ((flags & ~KNOWN_FLAGS) != 0) {
      return Handler.CONTINUE;
    }
    if ((flags & KernelConstants.AT_EMPTY_PATH) != 0
        && call.files().isEmptyPath(call.thread(), call.argument(1))) {
      return described(call, call.intArgument(0), call.argument(2));
    }
    boolean follow = (flags & KernelConstants.AT_SYMLINK_NOFOLLOW) == 0;
    return named(call, call.intArgument(0), call.argument(1), follow, call.argument(2));
  }

  private long named(NotifiedCall call, int directory, long path, boolean follow, long buffer) {
    return plain(call, open(call, directory, path, follow), false, buffer);
  }

  /** Only where pipes and the like have owners does it matter that a link ends at one. */
  private int open(NotifiedCall call, int directory, long path, boolean follow) {
    TargetFiles files = call.files();
    return owners.hasTable()
        ? files.open(call.thread(), directory, path, follow)
        : files.openReachable(call.thread(), directory, path, follow);
  }

  private long described(NotifiedCall call, int fd, long buffer) {
    return plain(call, call.files().openDescriptor(call.thread(), fd), true, buffer);
  }

  private long plain(NotifiedCall call, int fd, boolean open, long buffer) {
    if (fd < 0) {
      return Handler.withoutFile(fd);
    }
    long result =
        syscalls.call(
            SyscallNumber.NEWFSTATAT,
            fd,
            emptyPath.address(),
            call.scratch().address(),
            KernelConstants.AT_EMPTY_PATH);
    return answer(call, result, stat, fd, open, buffer);
  }

  /** statx(directory, path, flags, mask, buffer). */
  long extended(NotifiedCall call) {
    int flags = call.intArgument(2);
    if ((flags & ~(KNOWN_FLAGS | AT_STATX_SYNC_TYPE)) != 0) {
      return Handler.CONTINUE; // the kernel looks at them for a path, but not for a descriptor
    }
    boolean byDescriptor =
        (flags & KernelConstants.AT_EMPTY_PATH) != 0
            && call.files().isEmptyPath(call.thread(), call.argument(1));
    boolean follow = (flags & KernelConstants.AT_SYMLINK_NOFOLLOW) == 0;
    int fd =
        byDescriptor
            ? call.files().openDescriptor(call.thread(), call.intArgument(0))
            : open(call, call.intArgument(0), call.argument(1), follow);
    if (fd < 0) {
      return Handler.withoutFile(fd);
    }
    long result =
        syscalls.call(
            SyscallNumber.STATX,
            fd,
            emptyPath.address(),
            (flags & ~KernelConstants.AT_SYMLINK_NOFOLLOW) | KernelConstants.AT_EMPTY_PATH,
            call.argument(3),
            call.scratch().address());
    return answer(call, result, StatLayout.STATX, fd, byDescriptor, call.argument(4));
  }

  /** Puts the owner into the structure in the scratch memory, hands it over and closes the file. */
  private long answer(
      NotifiedCall call, long asked, StatLayout layout, int fd, boolean open, long buffer) {
    NativeBuffer result = call.scratch();
    if (!Syscalls.failed(asked)) {
      int mode = result.getUnsignedShort(layout.modeOffset());
      int uid = result.getInt(layout.uidOffset());
      int gid = result.getInt(layout.gidOffset());
      if (open) {
        owners.findOpen(fd, mode, uid, gid);
      } else {
        owners.find(fd, mode, uid, gid);
      }
    }
    call.files().close(fd);
    if (Syscalls.failed(asked) || owners.isAsShown()) {
      return Handler.CONTINUE; // the kernel's own answer costs less than writing ours
    }
    result.putInt(layout.uidOffset(), owners.uid());
    result.putInt(layout.gidOffset(), owners.gid());
    if (owners.nodeType() != 0) {
      layout.putDevice(result, owners.nodeType(), owners.nodeMajor(), owners.nodeMinor());
    }
    return call.deliver(buffer, layout.size()) == 0 ? 0 : -Errno.EFAULT;
  }
}
