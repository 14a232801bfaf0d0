package io.grampus.sandbox.emulation;

import io.grampus.os.Errno;
import io.grampus.os.NativeBuffer;
import io.grampus.os.SyscallNumber;
import io.grampus.os.Syscalls;
import java.nio.charset.StandardCharsets;

/** The address argument of connect or bind, as far as it is a path: unix(7). One thread's. */
final class SocketAddress {
  private static final int AF_UNIX = 1;
  private static final int PATH_OFFSET = 2;
  private static final int LONGEST = 110;

  /** In bytes, without the NUL behind it. */
  static final int LONGEST_PATH = LONGEST - PATH_OFFSET - 1;

  private final NativeBuffer memory = NativeBuffer.allocate(LONGEST + 1);
  private boolean path;
  private long remote;

  /**
   * Takes the address of a call whose second and third arguments are it and its length.
   *
   * @return 0, or -EFAULT where it cannot be read
   */
  long fetch(NotifiedCall call) {
    int length = call.intArgument(2);
    remote = call.argument(1);
    path = false;
    if (length <= PATH_OFFSET || length > LONGEST) {
      return 0;
    }
    if (call.fetch(remote, length) != 0) {
      return -Errno.EFAULT;
    }
    path =
        call.scratch().getUnsignedShort(0) == AF_UNIX && call.scratch().getByte(PATH_OFFSET) != 0;
    return 0;
  }

  /** Whether it is a path. */
  boolean isPath() {
    return path;
  }

  /** Where the process has the path. */
  long remotePath() {
    return remote + PATH_OFFSET;
  }

  /**
   * Makes the call with a socket of this process's and another path.
   *
   * @return its result, or a negated errno
   */
  long call(Syscalls syscalls, SyscallNumber number, int socket, String other) {
    int length = put(other);
    return length < 0 ? length : syscalls.call(number, socket, memory.address(), length);
  }

  /** Writes the address of a path to {@link #memory}; its length, or -ENAMETOOLONG. */
  int put(String other) {
    byte[] text = other.getBytes(StandardCharsets.ISO_8859_1);
    if (text.length > LONGEST_PATH) {
      return -Errno.ENAMETOOLONG;
    }
    memory.putShort(0, AF_UNIX);
    memory.putBytes(PATH_OFFSET, text, 0, text.length);
    memory.putByte(PATH_OFFSET + text.length, (byte) 0);
    return PATH_OFFSET + text.length + 1;
  }

  NativeBuffer memory() {
    return memory;
  }

  /** A path of a descriptor of this process's. */
  static String ofDescriptor(int fd) {
    return "/proc/self/fd/" + fd;
  }
}
