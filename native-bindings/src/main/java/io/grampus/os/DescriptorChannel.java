package io.grampus.os;

import java.io.Closeable;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalLong;

/**
 * A pair of connected sockets over which a process elsewhere hands numbers and a descriptor to this
 * one: unix(7), SCM_RIGHTS.
 */
public final class DescriptorChannel implements Closeable {
  /** Fields of struct msghdr as its words. */
  private static final int SIZE_OF_MESSAGE = 56;

  private static final int AF_UNIX = 1;
  private static final int SOCK_STREAM = 1;
  private static final int SOL_SOCKET = 1;
  private static final int SCM_RIGHTS = 1;
  private static final int SIZE_OF_CONTROL = 24;
  private static final int LENGTH_OF_CONTROL = 20;
  private static final long MSG_DONTWAIT = 0x40;
  private static final long MSG_CMSG_CLOEXEC = 0x40000000;

  private final Syscalls syscalls;
  private final int near;
  private int far;

  /** A new pair; both ends are closed on execve(2). */
  public DescriptorChannel(Syscalls syscalls) throws ErrnoException {
    this.syscalls = syscalls;
    NativeBuffer pair = NativeBuffer.allocate(2 * Integer.BYTES);
    long type = SOCK_STREAM | KernelConstants.O_CLOEXEC;
    long made = syscalls.call(SyscallNumber.SOCKETPAIR, AF_UNIX, type, 0, pair.address());
    if (Syscalls.failed(made)) {
      throw new ErrnoException("socketpair", "AF_UNIX", (int) -made);
    }
    this.near = pair.getInt(0);
    this.far = pair.getInt(Integer.BYTES);
  }

  /** The descriptor of the other end, for a child to inherit. */
  public int farEnd() {
    return far;
  }

  /** The descriptor of this end, to wait at. */
  public int nearEnd() {
    return near;
  }

  /** Gives the other end up, which a child has by now. */
  public void closeFarEnd() {
    if (far >= 0) {
      syscalls.call(SyscallNumber.CLOSE, far);
      far = -1;
    }
  }

  /** The next number that was written as eight bytes, if one is there. */
  public OptionalLong number() {
    NativeBuffer buffer = NativeBuffer.allocate(Long.BYTES);
    long received = receive(buffer, NativeBuffer.allocate(SIZE_OF_CONTROL));
    return received == Long.BYTES ? OptionalLong.of(buffer.getLong(0)) : OptionalLong.empty();
  }

  /** The descriptor that comes with the next eight bytes; a negated errno where there is none. */
  public int descriptor() {
    NativeBuffer control = NativeBuffer.allocate(SIZE_OF_CONTROL);
    long received = receive(NativeBuffer.allocate(Long.BYTES), control);
    if (Syscalls.failed(received)) {
      return (int) received;
    }
    boolean given = control.getLong(0) == LENGTH_OF_CONTROL && control.getInt(12) == SCM_RIGHTS;
    return given ? control.getInt(16) : -Errno.EBADF;
  }

  /** Sends eight bytes that the other end may wait for; one that is gone is no error. */
  public void release() {
    NativeBuffer word = NativeBuffer.allocate(Long.BYTES);
    try {
      syscalls.call(SyscallNumber.WRITE, near, word.address(), Long.BYTES);
    } finally {
      Reference.reachabilityFence(word);
    }
  }

  private long receive(NativeBuffer buffer, NativeBuffer control) {
    NativeBuffer vector = NativeBuffer.allocate(2 * Long.BYTES);
    vector.putLong(0, buffer.address());
    vector.putLong(Long.BYTES, Long.BYTES);
    NativeBuffer message = NativeBuffer.allocate(SIZE_OF_MESSAGE);
    message.putLong(16, vector.address());
    message.putLong(24, 1);
    message.putLong(32, control.address());
    message.putLong(40, SIZE_OF_CONTROL);
    try {
      long flags = MSG_DONTWAIT | MSG_CMSG_CLOEXEC;
      return syscalls.call(SyscallNumber.RECVMSG, near, message.address(), flags);
    } finally {
      Reference.reachabilityFence(buffer);
      Reference.reachabilityFence(control);
      Reference.reachabilityFence(vector);
      Reference.reachabilityFence(message);
    }
  }

  /**
   * The argument of sendmsg(2) that hands a descriptor over, together with eight bytes.
   *
   * @param fd its number in the process that sends
   */
  public static SyscallProgram.Argument message(int fd) {
    ByteBuffer control = ByteBuffer.allocate(SIZE_OF_CONTROL).order(ByteOrder.nativeOrder());
    control.putLong(LENGTH_OF_CONTROL).putInt(SOL_SOCKET).putInt(SCM_RIGHTS).putInt(fd);
    return SyscallProgram.words(
        SyscallProgram.value(0),
        SyscallProgram.value(0),
        SyscallProgram.words(
            SyscallProgram.bytes(new byte[Long.BYTES]), SyscallProgram.value(Long.BYTES)),
        SyscallProgram.value(1),
        SyscallProgram.bytes(control.array()),
        SyscallProgram.value(SIZE_OF_CONTROL),
        SyscallProgram.value(0));
  }

  @Override
  public void close() {
    closeFarEnd();
    syscalls.call(SyscallNumber.CLOSE, near);
  }
}
