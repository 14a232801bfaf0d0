package io.grampus.sandbox.emulation;

import io.grampus.os.KernelConstants;
import io.grampus.os.NativeBuffer;
import io.grampus.os.SyscallNumber;
import io.grampus.os.Syscalls;
import java.nio.charset.StandardCharsets;

/**
 * Makes the umask of a process the supervising thread's own before it creates a file for it; the
 * thread has one of its own since {@link OwnDirectory}.
 */
final class TargetUmask {
  private static final int DEFAULT = 022;
  private static final int SIZE = 4096;
  private static final byte[] FIELD = "\nUmask:\t".getBytes(StandardCharsets.US_ASCII);

  private final Syscalls syscalls;
  private final ProcPath proc = new ProcPath();
  private final NativeBuffer status = NativeBuffer.allocate(SIZE);

  TargetUmask(Syscalls syscalls) {
    this.syscalls = syscalls;
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
