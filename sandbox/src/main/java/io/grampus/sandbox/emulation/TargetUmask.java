package io.grampus.sandbox.emulation;

import io.grampus.os.KernelConstants;
import io.grampus.os.SyscallNumber;
import io.grampus.os.Syscalls;

/**
 * Makes the umask of a process the supervising thread's own before it creates a file for it; the
 * thread has one of its own since {@link OwnDirectory}, or else the file is corrected.
 */
final class TargetUmask {
  private static final int DEFAULT = 022;
  private static final int OCTAL = 8;
  private static final int PERMISSIONS = 07777;

  private static final int MODE_NOT_WANTED = -1;

  private final RootCalls calls;
  private final Syscalls syscalls;
  private final ProcPath own;
  private final ProcPath proc = new ProcPath();
  private final ProcText status;
  private int wanted = MODE_NOT_WANTED;

  TargetUmask(RootCalls calls) {
    this.calls = calls;
    this.syscalls = calls.plain();
    this.own = new ProcPath(calls.hasOwnDirectory());
    this.status = new ProcText(calls.plain());
  }

  /** Makes the process's umask count for the next file, which is to be made with that mode. */
  void adopt(int thread, int mode) {
    set(of(thread), mode);
  }

  /** Gives a new file, whose mode is known, the mode that it would have in the process. */
  void correct(int fd, int mode) {
    if (wanted == MODE_NOT_WANTED) {
      return;
    }
    int complete = wanted | (mode & KernelConstants.S_ISGID);
    if (complete != (mode & PERMISSIONS)) {
      syscalls.call(
          SyscallNumber.FCHMODAT, KernelConstants.AT_FDCWD, own.ofOwnDescriptor(fd), complete);
    }
    wanted = MODE_NOT_WANTED;
  }

  /**
   * Masks those bits of the mode of the next file.
   *
   * <p>Where this thread shares its umask with others, {@link #correct} does it afterwards.
   */
  void set(int bits, int mode) {
    if (calls.hasOwnDirectory()) {
      syscalls.call(SyscallNumber.UMASK, bits);
    } else {
      wanted = mode & ~bits;
    }
  }

  /** The umask of a process. */
  int of(int thread) {
    return status.read(KernelConstants.AT_FDCWD, proc.of(thread, "status"))
        ? (int) status.first("Umask:", OCTAL, DEFAULT)
        : DEFAULT;
  }
}
