package io.grampus.sandbox.emulation;

import io.grampus.os.Errno;
import io.grampus.os.KernelConstants;
import io.grampus.os.SyscallNumber;
import io.grampus.os.Syscalls;

/**
 * Takes copies of the descriptors of the process that called last. A pidfd stands for one process
 * whatever becomes of its number, so the one in hand may be used until it says that its process is
 * gone: pidfd_open(2), pidfd_getfd(2). Belongs to one thread.
 */
final class TargetProcess {
  /** The pidfd may be that of any thread (Linux 6.9), not only of a process's first. */
  private static final int PIDFD_THREAD = 0x80;

  private final Syscalls syscalls;
  private final ProcText status;
  private final ProcPath proc = new ProcPath();
  private int thread = -1;
  private int pidFd = -1;
  private int flags = PIDFD_THREAD;

  TargetProcess(Syscalls syscalls) {
    this.syscalls = syscalls;
    this.status = new ProcText(syscalls);
  }

  /** A copy of a descriptor of the thread's process, or a negated errno. */
  int descriptor(int caller, int fd) {
    if (caller == thread) {
      int copy = copy(fd);
      if (copy != -Errno.ESRCH) {
        return copy;
      }
    }
    return open(caller) ? copy(fd) : -Errno.ESRCH;
  }

  private int copy(int fd) {
    return (int) syscalls.call(SyscallNumber.PIDFD_GETFD, pidFd, fd, 0);
  }

  /** The flags that a descriptor of the thread's process was opened with; O_PATH where unknown. */
  long flags(int caller, int fd) {
    return status.read(KernelConstants.AT_FDCWD, proc.of(caller, "fdinfo/" + fd))
        ? status.first("flags:", 8, KernelConstants.O_PATH)
        : KernelConstants.O_PATH;
  }

  private boolean open(int caller) {
    close();
    long opened = syscalls.call(SyscallNumber.PIDFD_OPEN, caller, flags);
    if (opened == -Errno.EINVAL && flags != 0) {
      flags = 0;
      opened = syscalls.call(SyscallNumber.PIDFD_OPEN, caller, flags);
    }
    if (opened == -Errno.EINVAL || opened == -Errno.ENOENT) {
      opened = syscalls.call(SyscallNumber.PIDFD_OPEN, processOf(caller), 0);
    }
    if (Syscalls.failed(opened)) {
      return false;
    }
    pidFd = (int) opened;
    thread = caller;
    return true;
  }

  /** The process of a thread that is not its first. */
  private int processOf(int caller) {
    return status.read(KernelConstants.AT_FDCWD, proc.of(caller, "status"))
        ? (int) status.first("Tgid:", 10, caller)
        : caller;
  }

  /** Lets the process go. */
  void close() {
    if (pidFd >= 0) {
      syscalls.call(SyscallNumber.CLOSE, pidFd);
    }
    pidFd = -1;
    thread = -1;
  }
}
