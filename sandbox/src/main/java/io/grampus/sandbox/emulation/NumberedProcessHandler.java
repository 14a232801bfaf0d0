package io.grampus.sandbox.emulation;

import io.grampus.os.Errno;
import io.grampus.os.KernelConstants;

/**
 * Calls other than those of {@link SignalHandler} that change a process, or let it be signaled, by
 * its number: for a sandbox without namespaces there are no processes outside, though the kernel
 * would reach them.
 */
final class NumberedProcessHandler {
  private static final int PROCESS = 0;
  private static final int GROUP = 1;

  private final SandboxProcesses processes;

  NumberedProcessHandler(SandboxProcesses processes) {
    this.processes = processes;
  }

  private long unlessOutside(int process) {
    return process <= 0 || processes.isInside(process) ? Handler.CONTINUE : -Errno.ESRCH;
  }

  /** Calls whose first argument is a process, 0 being the caller. */
  long first(NotifiedCall call) {
    return unlessOutside(call.intArgument(0));
  }

  /** prlimit64(process, resource, new, old). */
  long limit(NotifiedCall call) {
    long answer = first(call);
    boolean carriesCredentials = call.intArgument(1) == KernelConstants.RLIMIT_LOCKS;
    return answer == Handler.CONTINUE && carriesCredentials ? LimitHandler.getAndSet(call) : answer;
  }

  /**
   * setpriority(kind, number, …) and ioprio_set: a user's processes may be anywhere.
   *
   * @param process the kind that is one process; the next one is a group, the one after it a user
   */
  long ofKind(NotifiedCall call, int process) {
    int number = call.intArgument(1);
    return switch (call.intArgument(0) - process) {
      case PROCESS -> unlessOutside(number);
      case GROUP -> unlessOutside(number == 0 ? processes.groupInside(call.thread()) : number);
      default -> -Errno.EPERM;
    };
  }

  /** fcntl(descriptor, F_SETOWN, process or negated group), which is sent signals then. */
  long receiver(NotifiedCall call) {
    return unlessOutside(Math.abs(call.intArgument(2)));
  }
}
