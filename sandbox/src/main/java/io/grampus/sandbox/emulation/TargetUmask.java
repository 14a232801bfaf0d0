package io.grampus.sandbox.emulation;

import io.grampus.os.KernelConstants;
import io.grampus.os.NativeBuffer;
import io.grampus.os.SyscallNumber;
import io.grampus.os.Syscalls;
import java.nio.charset.StandardCharsets;

/**
 * Makes the umask of a process the supervising thread's own before it creates a file for it; the
 * thread has one of its own since {@link OwnDirectory}, or else the file is corrected.
 */
final class TargetUmask {
  private static final int DEFAULT = 022;
  private static final int SIZE = 4096;
  private static final int PERMISSIONS = 07777;
  private static final byte[] FIELD = "\nUmask:\t".getBytes(StandardCharsets.US_ASCII);

  private static final int MODE_NOT_WANTED = -1;

  private final RootCalls calls;
  private final Syscalls syscalls;
  private final ProcPath own;
  private final ProcPath proc = new ProcPath();
  private final NativeBuffer status = NativeBuffer.allocate(SIZE);
  private int wanted = MODE_NOT_WANTED;

  TargetUmask(RootCalls calls) {
    this.calls = calls;
    this.syscalls = calls.plain();
    this.own = new ProcPath(calls.hasOwnDirectory());
  }

  /**
   * Makes the process's umask count for the next file, which is to be made with that mode.
   *
   * <p>Where this thread shares its umask with others, {@link #correct} does it afterwards.
   */
  void adopt(int thread, int mode) {
    if (calls.hasOwnDirectory()) {
      syscalls.call(SyscallNumber.UMASK, of(thread));
    } else {
      wanted = mode & ~of(thread);
    }
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

  private int of(int thread) {
    long fd =
        syscalls.call(
            SyscallNumber.OPENAT,
            KernelConstants.AT_FDCWD,
            proc.of(thread, "status"),
            KernelConstants.O_CLOEXEC);
    if (Syscalls.failed(fd)) {
      return DEFAULT;
    }
    long length = syscalls.call(SyscallNumber.READ, fd, status.address(), SIZE);
    syscalls.call(SyscallNumber.CLOSE, fd);
    return find((int) length);
  }

  private int find(int length) {
    for (int start = 0; start + FIELD.length < length; start++) {
      int matched = 0;
      while (matched < FIELD.length && status.getByte(start + matched) == FIELD[matched]) {
        matched++;
      }
      if (matched == FIELD.length) {
        return octal(start + matched, length);
      }
    }
    return DEFAULT;
  }

  private int octal(int start, int length) {
    int value = 0;
    for (int position = start; position < length; position++) {
      int digit = status.getByte(position) - '0';
      if (digit < 0 || digit > 7) {
        return value;
      }
      value = 8 * value + digit;
    }
    return value;
  }
}
