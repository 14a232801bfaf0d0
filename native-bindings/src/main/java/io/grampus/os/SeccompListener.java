package io.grampus.os;

/**
 * The supervisor's end of seccomp user notification, seccomp_unotify(2).
 *
 * <p>Allocates nothing per notification. The descriptor may be shared by several threads, each with
 * its own listener object; the buffers belong to one thread.
 */
public final class SeccompListener implements PendingCall {
  /** Size of struct seccomp_notif: id, pid, flags, then struct seccomp_data. */
  public static final int SIZE_OF_NOTIFICATION = 80;

  private static final long RECEIVE = 0xc0502100L;
  private static final long SEND = 0xc0182101L;
  private static final long ID_VALID = 0x40082102L;
  private static final long ADD_DESCRIPTOR = 0x40182103L;
  private static final long SET_FLAGS = 0x40082104L;
  private static final int CLOSE_ON_EXECUTE = 0x80000;
  private static final long SYNC_WAKE_UP = 1;
  private static final int FLAG_CONTINUE = 1;
  private static final int POLLIN = 1;

  /** SECCOMP_ADDFD_FLAG_SEND. */
  private static final int ANSWER = 2;

  private final Syscalls syscalls;
  private final int fd;
  private final NativeBuffer notification = NativeBuffer.allocate(SIZE_OF_NOTIFICATION);
  private final NativeBuffer response = NativeBuffer.allocate(24);
  private final NativeBuffer addition = NativeBuffer.allocate(24);
  private final NativeBuffer pollRequest = NativeBuffer.allocate(8);
  private final NativeBuffer noTime = NativeBuffer.allocate(16);
  private final boolean endsByItself;

  /** A listener on that descriptor, which stays the caller's to close. */
  public SeccompListener(Syscalls syscalls, int fd) {
    this.syscalls = syscalls;
    this.fd = fd;
    this.endsByItself = receiveEnds();
    pollRequest.putInt(0, fd);
    pollRequest.putInt(4, POLLIN);
  }

  /** Whether {@link #receive} ends in every thread when nobody is left who could make a call. */
  public static boolean receiveEnds() {
    return receiveEnds(System.getProperty("os.version", ""));
  }

  /** Since Linux 6.11 waiting for a notification ends when nobody is left who could send one. */
  static boolean receiveEnds(String kernelRelease) {
    String[] parts = kernelRelease.split("[^0-9]+", 3);
    if (parts.length < 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
      return false;
    }
    int major = Integer.parseInt(parts[0]);
    return major > 6 || (major == 6 && Integer.parseInt(parts[1]) >= 11);
  }

  /**
   * Lets the kernel wake the other side on the same processor, where it can (Linux 6.6).
   *
   * @return whether it can
   */
  public boolean enableSynchronousWakeUp() {
    return !Syscalls.failed(syscalls.call(SyscallNumber.IOCTL, fd, SET_FLAGS, SYNC_WAKE_UP));
  }

  /**
   * Waits for the next notification.
   *
   * @return 0 when one was received, -ENOENT when all processes under the filter are gone, or
   *     another negated errno; after -EINTR or -EAGAIN call again
   */
  public int receive() {
    if (!endsByItself) {
      int ready = poll(0);
      if (ready != 0) {
        return ready;
      }
    }
    notification.clear(0, SIZE_OF_NOTIFICATION);
    long received = syscalls.call(SyscallNumber.IOCTL, fd, RECEIVE, notification.address());
    if (received != -Errno.ENOENT) {
      return Syscalls.failed(received) ? (int) received : 0;
    }
    // the caller was killed meanwhile, or all callers are gone
    return endsByItself && poll(noTime.address()) == -Errno.ENOENT ? -Errno.ENOENT : -Errno.EAGAIN;
  }

  /** 0 where a notification waits or may come, -ENOENT at the end, or another negated errno. */
  private int poll(long timeout) {
    pollRequest.putShort(6, 0);
    long ready = syscalls.call(SyscallNumber.PPOLL, pollRequest.address(), 1, timeout, 0, 0);
    if (Syscalls.failed(ready)) {
      return (int) ready;
    }
    int events = pollRequest.getUnsignedShort(6);
    return ready > 0 && (events & POLLIN) == 0 ? -Errno.ENOENT : 0;
  }

  /** The cookie of the notification in hand. */
  public long id() {
    return notification.getLong(0);
  }

  /** The calling thread's id in this process's pid namespace. */
  @Override
  public int thread() {
    return notification.getInt(8);
  }

  /** The system call's number on {@link #auditArchitecture()}. */
  public int number() {
    return notification.getInt(16);
  }

  /** The AUDIT_ARCH_* value of the call. */
  public int auditArchitecture() {
    return notification.getInt(20);
  }

  /** The address behind the instruction that made the call. */
  public long instruction() {
    return notification.getLong(24);
  }

  /** One of the six arguments, as the register holds it. */
  @Override
  public long argument(int index) {
    return notification.getLong(32 + 8 * index);
  }

  /** Whether the thread still waits in this very call; ask after reading from its memory. */
  @Override
  public boolean stillValid() {
    return !Syscalls.failed(
        syscalls.call(SyscallNumber.IOCTL, fd, ID_VALID, notification.address()));
  }

  /**
   * Gives the call a result without executing it.
   *
   * @param result what the call returns: a value, or a negated errno
   * @return 0, or -ENOENT when the caller is gone
   */
  public int respond(long result) {
    boolean failed = Syscalls.failed(result);
    return send(failed ? 0 : result, failed ? (int) result : 0, 0);
  }

  /** Lets the kernel execute the call as it is. */
  public int letContinue() {
    return send(0, 0, FLAG_CONTINUE);
  }

  /**
   * Gives the caller a copy of a descriptor of this process's, still to be answered with its
   * number.
   *
   * <p>Linux 5.14 can give and answer in one call, but then the caller runs while this process has
   * the file open for writing as well, and cannot execute it: ETXTBSY.
   *
   * @param closeOnExecute whether the caller's copy is closed by execve(2)
   * @return the descriptor's number on the other side, or a negated errno
   */
  @Override
  public int giveDescriptor(int fd, boolean closeOnExecute) {
    return giveDescriptor(fd, closeOnExecute, 0);
  }

  @Override
  public int answerWithDescriptor(int fd, boolean closeOnExecute) {
    return giveDescriptor(fd, closeOnExecute, ANSWER);
  }

  private int giveDescriptor(int fd, boolean closeOnExecute, int flags) {
    addition.putLong(0, notification.getLong(0));
    addition.putInt(8, flags);
    addition.putInt(12, fd);
    addition.putInt(16, 0);
    addition.putInt(20, closeOnExecute ? CLOSE_ON_EXECUTE : 0);
    return (int) syscalls.call(SyscallNumber.IOCTL, this.fd, ADD_DESCRIPTOR, addition.address());
  }

  @Override
  public Postponed postpone() {
    SeccompListener other = new SeccompListener(syscalls, fd);
    other.notification.putLong(0, id());
    return new Postponed() {
      @Override
      public boolean stillValid() {
        return other.stillValid();
      }

      @Override
      public void giveDescriptor(int given, boolean closeOnExecute) {
        other.respond(other.giveDescriptor(given, closeOnExecute));
      }

      @Override
      public void respond(long result) {
        other.respond(result);
      }
    };
  }

  private int send(long value, int error, int flags) {
    response.putLong(0, notification.getLong(0));
    response.putLong(8, value);
    response.putInt(16, error);
    response.putInt(20, flags);
    return (int) syscalls.call(SyscallNumber.IOCTL, fd, SEND, response.address());
  }
}
