package io.grampus.sandbox.emulation;

import io.grampus.os.Errno;
import io.grampus.os.ErrnoException;
import io.grampus.os.KernelConstants;
import io.grampus.os.NativeBuffer;
import io.grampus.os.SyscallNumber;
import io.grampus.os.Syscalls;
import java.nio.charset.StandardCharsets;

/**
 * Gives the calling thread a working directory and a umask that it shares with no other thread of
 * the virtual machine: unshare(2) with CLONE_FS, which needs no privilege.
 */
final class OwnDirectory {
  /** Where the paths of {@link ProcPath#ofOwnDescriptor} start. */
  static final String PATH = "/proc/self/fd";

  private OwnDirectory() {}

  /**
   * Must be called in the supervising thread before anything else of it works.
   *
   * @return false where unshare(2) is refused, as restricted containers do: the thread is where all
   *     others are then, and shares their umask
   */
  static boolean enter(Syscalls syscalls) throws ErrnoException {
    long unshared = syscalls.call(SyscallNumber.UNSHARE, KernelConstants.CLONE_FS);
    if (unshared == -Errno.EPERM || unshared == -Errno.ENOSYS) {
      return false;
    }
    check("unshare", unshared);
    NativeBuffer path = NativeBuffer.cString(PATH.getBytes(StandardCharsets.US_ASCII));
    check("chdir", syscalls.call(SyscallNumber.CHDIR, path.address()));
    return true;
  }

  private static void check(String call, long result) throws ErrnoException {
    if (Syscalls.failed(result)) {
      throw new ErrnoException(call, PATH, (int) -result);
    }
  }
}
