package io.grampus.os;

import java.lang.ref.Reference;

/** Typed calls on processes: wait, signal, poll, limits. */
public final class ProcessCalls {
  /** Ends a process that cannot refuse. */
  public static final int SIGKILL = 9;

  /** Stops a process that cannot refuse. */
  public static final int SIGSTOP = 19;

  /** Ends a process that does not catch it; proot ends its children at it, too. */
  public static final int SIGQUIT = 3;

  /** What ptrace(2) says of a stop that is no signal. */
  public static final int SIGTRAP = 5;

  private static final int PR_SET_DUMPABLE = 4;
  private static final int POLLIN = 1;

  private final Syscalls syscalls;

  /** Calls over that kernel. */
  public ProcessCalls(Syscalls syscalls) {
    this.syscalls = syscalls;
  }

  /**
   * Closes this process to others of its user: they can neither trace it nor read its memory, its
   * environment or, through proc(5), its files; prctl(2), PR_SET_DUMPABLE.
   */
  public void refuseInspection() {
    syscalls.call(SyscallNumber.PRCTL, PR_SET_DUMPABLE, 0, 0, 0, 0);
  }

  /** Whether descriptors of other processes can be copied, as some containers refuse it. */
  public boolean mayCopyDescriptors() {
    long self = syscalls.call(SyscallNumber.PIDFD_OPEN, syscalls.call(SyscallNumber.GETPID), 0);
    long copy = Syscalls.failed(self) ? self : syscalls.call(SyscallNumber.PIDFD_GETFD, self, self);
    if (!Syscalls.failed(copy)) {
      close((int) copy);
    }
    if (!Syscalls.failed(self)) {
      close((int) self);
    }
    return !Syscalls.failed(copy);
  }

  /** A descriptor that becomes readable when the child ends: pidfd_open(2). */
  public int openPidFd(long pid) throws ErrnoException {
    return (int) checked("pidfd_open", pid, syscalls.call(SyscallNumber.PIDFD_OPEN, pid, 0));
  }

  /**
   * Waits until the child behind a pidfd has ended, at most for a time.
   *
   * @return whether it has ended
   */
  public boolean awaitEnd(int pidFd, long milliseconds) throws ErrnoException {
    NativeBuffer request = NativeBuffer.allocate(24);
    request.putInt(0, pidFd);
    request.putInt(4, POLLIN);
    request.putLong(8, milliseconds / 1000);
    request.putLong(16, milliseconds % 1000 * 1_000_000);
    long ready;
    try {
      ready = syscalls.call(SyscallNumber.PPOLL, request.address(), 1, request.address() + 8, 0, 0);
    } finally {
      Reference.reachabilityFence(request);
    }
    return ready != -Errno.EINTR && checked("ppoll", pidFd, ready) > 0;
  }

  /** Reaps a child, waiting for its end: wait4(2). */
  public WaitStatus reap(long pid) throws ErrnoException {
    NativeBuffer status = NativeBuffer.allocate(8);
    long result;
    do {
      result = syscalls.call(SyscallNumber.WAIT4, pid, status.address(), 0, 0);
    } while (result == -Errno.EINTR);
    checked("wait4", pid, result);
    return new WaitStatus(status.getInt(0));
  }

  /** Sends a signal to the process behind a pidfd; one that has ended already is no error. */
  public void signal(int pidFd, int signal) throws ErrnoException {
    long result = syscalls.call(SyscallNumber.PIDFD_SEND_SIGNAL, pidFd, signal, 0, 0);
    if (result != -Errno.ESRCH) {
      checked("pidfd_send_signal", pidFd, result);
    }
  }

  /** Sends a signal; a process that has ended already is no error. */
  public void kill(long pid, int signal) throws ErrnoException {
    long result = syscalls.call(SyscallNumber.KILL, pid, signal);
    if (result != -Errno.ESRCH) {
      checked("kill", pid, result);
    }
  }

  /** Closes a descriptor that no object owns; an error is of no use to anybody. */
  public void close(int fd) {
    syscalls.call(SyscallNumber.CLOSE, fd);
  }

  /** The real user id of this process. */
  public int userId() {
    return (int) syscalls.call(SyscallNumber.GETUID);
  }

  /** The real group id of this process. */
  public int groupId() {
    return (int) syscalls.call(SyscallNumber.GETGID);
  }

  private static long checked(String call, long subject, long result) throws ErrnoException {
    if (Syscalls.failed(result)) {
      throw new ErrnoException(call, Long.toString(subject), (int) -result);
    }
    return result;
  }
}
