package io.grampus.sandbox.emulation;

import io.grampus.os.KernelConstants;
import io.grampus.os.NativeBuffer;
import io.grampus.os.SyscallNumber;
import io.grampus.os.Syscalls;
import io.grampus.sandbox.RootlessContainersOwner;
import java.nio.charset.StandardCharsets;

/**
 * Reads and writes the owner of a regular file or directory in the extended attribute {@code
 * user.rootlesscontainers}; belongs to one thread.
 */
final class OwnerXattr {
  private static final int LONGEST_VALUE = 64;

  private final Syscalls syscalls;
  private final NativeBuffer name =
      NativeBuffer.cString(RootlessContainersOwner.XATTR_NAME.getBytes(StandardCharsets.US_ASCII));
  private final NativeBuffer value = NativeBuffer.allocate(LONGEST_VALUE);

  OwnerXattr(Syscalls syscalls) {
    this.syscalls = syscalls;
  }

  /** Whether an entry of this mode can carry the attribute: xattr(7). */
  static boolean canCarry(int mode) {
    int type = mode & KernelConstants.S_IFMT;
    return type == KernelConstants.S_IFREG || type == KernelConstants.S_IFDIR;
  }

  /**
   * The owner noted on the file at that path, whose links are followed; unchanged if there is none.
   */
  RootlessContainersOwner read(long pathAddress) {
    long length =
        syscalls.call(
            SyscallNumber.GETXATTR, pathAddress, name.address(), value.address(), LONGEST_VALUE);
    if (length <= 0) {
      return RootlessContainersOwner.UNCHANGED;
    }
    return RootlessContainersOwner.decode(value.getBytes(0, (int) length))
        .orElse(RootlessContainersOwner.UNCHANGED);
  }

  /** Notes the owner; root:root is noted by absence. 0 or a negated errno. */
  long write(long pathAddress, RootlessContainersOwner owner) {
    if (owner.isRoot()) {
      return syscalls.call(SyscallNumber.REMOVEXATTR, pathAddress, name.address());
    }
    byte[] encoded = owner.encode();
    value.putBytes(0, encoded, 0, encoded.length);
    return syscalls.call(
        SyscallNumber.SETXATTR, pathAddress, name.address(), value.address(), encoded.length);
  }
}
