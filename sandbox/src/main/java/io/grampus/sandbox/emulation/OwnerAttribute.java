package io.grampus.sandbox.emulation;

import io.grampus.os.Errno;
import io.grampus.os.NativeBuffer;
import io.grampus.os.SyscallNumber;
import java.nio.charset.StandardCharsets;

/**
 * The attribute {@code user.rootlesscontainers} of files that this process has descriptors of, be
 * they mere locations (O_PATH): those must be named by their path below /proc, as neither
 * fgetxattr(2) nor getxattrat(2) takes them. Belongs to one thread.
 */
final class OwnerAttribute {
  /** The attribute's name. */
  static final String NAME = "user.rootlesscontainers";

  private final RootCalls calls;
  private final OwnerMessage message;
  private final ProcPath proc;
  private final NativeBuffer name = NativeBuffer.cString(NAME.getBytes(StandardCharsets.US_ASCII));

  OwnerAttribute(RootCalls calls, OwnerMessage message) {
    this.calls = calls;
    this.proc = new ProcPath(calls.hasOwnDirectory());
    this.message = message;
  }

  /**
   * As {@link #read} for a descriptor that is most likely none of a mere location; such a one can
   * be asked itself, at a quarter of the cost.
   */
  long readOpen(int fd) {
    long length =
        calls
            .plain()
            .call(
                SyscallNumber.FGETXATTR, fd, name.address(), message.address(), OwnerMessage.SIZE);
    return length == -Errno.EBADF || length == -Errno.EACCES ? read(fd) : length;
  }

  /**
   * Reads the value into the message's memory; its length or a negated errno.
   *
   * <p>A mode that closes a file to its owner closes its attributes, too, but not their names:
   * listxattr(2). dpkg makes every file with mode 0 and changes its owner next, and such a new file
   * has none, so that mostly nobody with more rights need be asked; nor has one on a file system
   * that knows none, which is not told apart: EOPNOTSUPP for both.
   */
  long read(int fd) {
    long place = proc.ofOwnDescriptor(fd);
    long length =
        calls
            .plain()
            .call(
                SyscallNumber.GETXATTR,
                place,
                name.address(),
                message.address(),
                OwnerMessage.SIZE);
    if (length != -Errno.EACCES) {
      return length;
    }
    boolean none = calls.plain().call(SyscallNumber.LISTXATTR, place, 0, 0) == 0;
    return none ? -Errno.EOPNOTSUPP : readAsRoot(place);
  }

  private long readAsRoot(long place) {
    return calls.call(
        SyscallNumber.GETXATTR, place, name.address(), message.address(), OwnerMessage.SIZE);
  }

  /** Writes a value of that length from the message's memory; 0 or a negated errno. */
  long write(int fd, int length) {
    return calls.call(
        SyscallNumber.SETXATTR,
        proc.ofOwnDescriptor(fd),
        name.address(),
        message.address(),
        length);
  }

  /** Removes the attribute; 0 or a negated errno. */
  long remove(int fd) {
    return calls.call(SyscallNumber.REMOVEXATTR, proc.ofOwnDescriptor(fd), name.address());
  }
}
