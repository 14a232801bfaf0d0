package io.grampus.sandbox.emulation;

import io.grampus.os.Errno;
import io.grampus.os.KernelConstants;
import io.grampus.os.NativeBuffer;
import io.grampus.os.SyscallNumber;
import io.grampus.os.Syscalls;
import java.nio.charset.StandardCharsets;

/**
 * Opens the terminal that /dev/tty means to a process elsewhere, which need not be that of this
 * process: tty(4). Belongs to one thread.
 */
final class ControllingTerminal {
  /** The device number of /dev/tty. */
  static final long DEVICE = 5 << 8;

  private static final int FIELD_OF_STAT = 7;
  private static final long PSEUDO_TERMINALS = 136;

  private final Syscalls syscalls;
  private final ProcText status;
  private final ProcPath proc = new ProcPath();

  ControllingTerminal(Syscalls syscalls) {
    this.syscalls = syscalls;
    this.status = new ProcText(syscalls);
  }

  /** Opens it with the flags of open(2); a negated errno, -ENXIO where the process has none. */
  long open(int thread, long flags) {
    boolean read = status.read(KernelConstants.AT_FDCWD, proc.of(thread, "stat"));
    long device = read ? status.field(FIELD_OF_STAT) : 0;
    if (device <= 0) {
      return -Errno.ENXIO;
    }
    boolean pseudo = (device >> 8 & 0xfff) == PSEUDO_TERMINALS;
    long number = (device & 0xff) | (device >> 12 & ~0xffL);
    NativeBuffer path =
        NativeBuffer.cString(
            (pseudo ? "/dev/pts/" + number : "/dev/tty").getBytes(StandardCharsets.US_ASCII));
    return syscalls.call(SyscallNumber.OPENAT, KernelConstants.AT_FDCWD, path.address(), flags);
  }
}
