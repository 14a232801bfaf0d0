package io.grampus.sandbox.emulation;

import io.grampus.os.Errno;
import io.grampus.os.NativeBuffer;
import io.grampus.os.SyscallNumber;
import io.grampus.os.Syscalls;
import java.nio.charset.StandardCharsets;

/** The address argument of connect or bind: a path, unix(7), or a port. One thread's. */
final class SocketAddress {
  private static final int AF_UNIX = 1;
  private static final int AF_UNSPEC = 0;
  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;
  private static final int PATH_OFFSET = 2;
  private static final int PORT_OFFSET = 2;
  private static final int LONGEST = 110;

  /** In bytes, without the NUL behind it. */
  static final int LONGEST_PATH = LONGEST - PATH_OFFSET - 1;

  private final NativeBuffer memory = NativeBuffer.allocate(LONGEST + 1);
  private int length;
  private int family;
  private boolean ended;
  private long remote;

  /**
   * Takes the address of a call whose second and third arguments are it and its length, in bytes.
   *
   * @return 0, or -EFAULT where it cannot be read
   */
  long fetch(NotifiedCall call) {
    remote = call.argument(1);
    length = call.intArgument(2);
    family = AF_UNSPEC;
    if (length <= PATH_OFFSET || length > LONGEST) {
      return 0;
    }
    // a path may end with the address, or with a NUL right behind it
    boolean more = call.fetch(remote, length + 1) == 0;
    if (!more && call.fetch(remote, length) != 0) {
      return -Errno.EFAULT;
    }
    memory.putBytes(0, call.scratch().getBytes(0, length), 0, length);
    family = memory.getUnsignedShort(0);
    ended = call.scratch().indexOfNul(PATH_OFFSET, more ? length + 1 : length) >= 0;
    return 0;
  }

  /** Whether it is a path. */
  boolean isPath() {
    return family == AF_UNIX && memory.getByte(PATH_OFFSET) != 0;
  }

  /** Whether the path ends with a NUL where the process has it. */
  boolean isEnded() {
    return ended;
  }

  /** Whether it is one of the internet's, which have ports: ip(7), ipv6(7). */
  boolean hasPort() {
    return family == AF_INET || family == AF_INET6;
  }

  /** The port of such an address. */
  int port() {
    return (memory.getByte(PORT_OFFSET) & 0xff) << 8 | (memory.getByte(PORT_OFFSET + 1) & 0xff);
  }

  /** The length of the address taken, in bytes. */
  int length() {
    return length;
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

  /** The address taken, or that of the path written last. */
  NativeBuffer memory() {
    return memory;
  }

  /** A path of a descriptor of this process's. */
  static String ofDescriptor(int fd) {
    return "/proc/self/fd/" + fd;
  }
}
