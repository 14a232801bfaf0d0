package io.grampus.os;

/**
 * Traces threads of other processes: ptrace(2), attached by PTRACE_SEIZE.
 *
 * <p>All calls must be made by the thread that seized. Allocates nothing per call.
 */
public final class Tracing {
  /** What a stopped thread stopped for: a child by fork(2), likewise the next ones. */
  public static final int EVENT_FORK = 1;

  public static final int EVENT_VFORK = 2;
  public static final int EVENT_CLONE = 3;
  public static final int EVENT_EXEC = 4;
  public static final int EVENT_SECCOMP = 7;

  /** A stop of the tracer's own making, the first one of a new thread, or a group stop. */
  public static final int EVENT_STOP = 128;

  private static final long CONT = 7;
  private static final long SYSCALL = 24;
  private static final long GETEVENTMSG = 0x4201;
  private static final long GETREGSET = 0x4204;
  private static final long SETREGSET = 0x4205;
  private static final long SEIZE = 0x4206;
  private static final long LISTEN = 0x4208;

  /**
   * PTRACE_O_TRACESYSGOOD, TRACEFORK, TRACEVFORK, TRACECLONE, TRACEEXEC, TRACESECCOMP and EXITKILL.
   */
  private static final long OPTIONS = 0x1 | 0x2 | 0x4 | 0x8 | 0x10 | 0x80 | 0x100000;

  /** SIGTRAP with the bit that PTRACE_O_TRACESYSGOOD sets. */
  private static final int SIGNAL_OF_CALLS = 0x85;

  private static final int NT_PRSTATUS = 1;
  private static final long WALL_OF_THIS_THREAD = 0x40000000L | 0x20000000L;

  private final Syscalls syscalls;
  private final NativeBuffer status = NativeBuffer.allocate(Long.BYTES);
  private final NativeBuffer message = NativeBuffer.allocate(Long.BYTES);
  private final NativeBuffer vector = NativeBuffer.allocate(2 * Long.BYTES);

  /** A tracer over that kernel. */
  public Tracing(Syscalls syscalls) {
    this.syscalls = syscalls;
  }

  /**
   * Attaches to a process of one thread and to all that come from it, without stopping it; they die
   * with the calling thread.
   *
   * @throws ErrnoException with EPERM where ptrace(2) is refused
   */
  public void seize(long pid) throws ErrnoException {
    check("PTRACE_SEIZE", pid, syscalls.call(SyscallNumber.PTRACE, SEIZE, pid, 0, OPTIONS));
  }

  /**
   * Waits for the next thread that stops or ends.
   *
   * @return its id, or a negated errno: -ECHILD where none is left
   */
  public int await() {
    return (int)
        syscalls.call(SyscallNumber.WAIT4, -1, status.address(), WALL_OF_THIS_THREAD, 0, 0);
  }

  /** How the thread that {@link #await} returned ended; only where it has not {@link #stopped}. */
  public WaitStatus end() {
    return new WaitStatus(status.getInt(0));
  }

  /** Whether it stopped rather than ended. */
  public boolean stopped() {
    return (status.getInt(0) & 0xff) == 0x7f;
  }

  /** The signal that it stopped with. */
  public int signal() {
    return (status.getInt(0) >>> 8) & 0xff;
  }

  /** The EVENT_ that it stopped for; 0 where a signal is being delivered. */
  public int event() {
    return status.getInt(0) >>> 16;
  }

  /** What the event is about, such as the id of a new thread. */
  public long eventMessage(int thread) {
    syscalls.call(SyscallNumber.PTRACE, GETEVENTMSG, thread, 0, message.address());
    return message.getLong(0);
  }

  /** Lets a stopped thread go on; one that is gone meanwhile is no error. */
  public void resume(int thread, int signal) {
    syscalls.call(SyscallNumber.PTRACE, CONT, thread, 0, signal);
  }

  /** As {@link #resume} without a signal, but to the end of the system call in hand. */
  public void resumeToResult(int thread) {
    syscalls.call(SyscallNumber.PTRACE, SYSCALL, thread, 0, 0);
  }

  /** Whether it stopped at the end of a system call, after {@link #resumeToResult}. */
  public boolean atResult() {
    return event() == 0 && signal() == SIGNAL_OF_CALLS;
  }

  /** Leaves a thread in its group stop, until it is continued. */
  public void stayStopped(int thread) {
    syscalls.call(SyscallNumber.PTRACE, LISTEN, thread, 0, 0);
  }

  /** Reads the registers of a stopped thread; false where it is gone. */
  public boolean read(int thread, Registers registers) {
    return transfer(GETREGSET, thread, registers);
  }

  /** Writes the registers of a stopped thread; false where it is gone. */
  public boolean write(int thread, Registers registers) {
    return transfer(SETREGSET, thread, registers);
  }

  private boolean transfer(long request, int thread, Registers registers) {
    vector.putLong(0, registers.memory().address());
    vector.putLong(Long.BYTES, Registers.SIZE);
    return !Syscalls.failed(
        syscalls.call(SyscallNumber.PTRACE, request, thread, NT_PRSTATUS, vector.address()));
  }

  private static void check(String call, long subject, long result) throws ErrnoException {
    if (Syscalls.failed(result)) {
      throw new ErrnoException(call, Long.toString(subject), (int) -result);
    }
  }
}
