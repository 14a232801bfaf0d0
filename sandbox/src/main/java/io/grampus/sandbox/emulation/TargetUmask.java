package io.grampus.sandbox.emulation;

import io.grampus.os.KernelConstants;
import io.grampus.os.SyscallNumber;
import io.grampus.os.Syscalls;

/**
 * Makes the umask of a process the supervising thread's own before it creates a file for it; the
 * thread has one of its own since {@link OwnDirectory}.
 */
final class TargetUmask {
  private static final int DEFAULT = 022;
  private static final int OCTAL = 8;

  private final Syscalls syscalls;
  private final ProcPath proc = new ProcPath();
  private final ProcText status;

  TargetUmask(Syscalls syscalls) {
    this.syscalls = syscalls;
    this.status = new ProcText(syscalls);
  }

  /** Takes the process's umask over. */
  void adopt(int thread) {
    set(of(thread));
  }

  /** Masks those bits. */
  void set(int bits) {
    syscalls.call(SyscallNumber.UMASK, bits);
  }

  private int of(int thread) {
    return status.read(KernelConstants.AT_FDCWD, proc.of(thread, "status"))
        ? (int) status.first("Umask:", OCTAL, DEFAULT)
        : DEFAULT;
  }
}
