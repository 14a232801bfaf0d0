package io.grampus.sandbox.emulation;

import io.grampus.os.Errno;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * kill, tkill, tgkill, rt_sigqueueinfo, rt_tgsigqueueinfo and pidfd_send_signal: refuses to signal
 * the processes of others, kill(2). Root's calls go on at once, unless the kernel would let them
 * reach processes outside of the sandbox: for it there are none.
 */
final class SignalHandler {
  private static final int SIGCONT = 18;
  private static final int FIRST_PROCESS = 1;

  private final SandboxProcesses processes;

  SignalHandler(SandboxProcesses processes) {
    this.processes = processes;
  }

  private static boolean maySignalAll(Credentials who, int signal) {
    // SIGCONT may go to a process of the same session, and does no harm to others
    return who.has(Capabilities.KILL) || signal == SIGCONT;
  }

  private boolean needsNoCheck(Credentials who, int signal) {
    return maySignalAll(who, signal) && !processes.areAmongOthers();
  }

  /** kill(process, signal). */
  long kill(NotifiedCall call) {
    int target = call.intArgument(0);
    if (target > 0) {
      return toProcess(call, 0, 1);
    }
    Credentials who = call.credentials();
    int signal = call.intArgument(1);
    if (needsNoCheck(who, signal) || target == Integer.MIN_VALUE) {
      return Handler.CONTINUE;
    }
    return toMany(who, signal, targets(call, target));
  }

  private List<Integer> targets(NotifiedCall call, int target) {
    if (target == -1) {
      List<Integer> all = processes.list(null);
      int caller = processes.processInside(call.thread());
      all.removeIf(process -> process == FIRST_PROCESS || process == caller);
      return all;
    }
    return processes.list(target == 0 ? processes.groupInside(call.thread()) : -target);
  }

  private long toMany(Credentials who, int signal, List<Integer> targets) {
    List<Integer> allowed =
        maySignalAll(who, signal)
            ? targets
            : targets.stream().filter(process -> mayKill(who, process)).toList();
    boolean meansAll = allowed.size() == targets.size();
    if (meansAll && !processes.areAmongOthers()) {
      return Handler.CONTINUE;
    }
    if (targets.isEmpty()) {
      return -Errno.ESRCH;
    }
    allowed.forEach(process -> processes.signal(process, signal));
    return allowed.isEmpty() ? -Errno.EPERM : 0;
  }

  private boolean mayKill(Credentials who, int process) {
    return mayKill(who, processes.credentials(process));
  }

  private static boolean mayKill(Credentials who, @Nullable Credentials target) {
    return target == null || who.maySignal(target);
  }

  /** Calls that name one process or thread. */
  long toProcess(NotifiedCall call, int processArgument, int signalArgument) {
    Credentials who = call.credentials();
    int signal = call.intArgument(signalArgument);
    if (needsNoCheck(who, signal)) {
      return Handler.CONTINUE;
    }
    int process = call.intArgument(processArgument);
    if (!processes.isInside(process)) {
      return -Errno.ESRCH;
    }
    return maySignalAll(who, signal) || mayKill(who, process) ? Handler.CONTINUE : -Errno.EPERM;
  }

  /** pidfd_send_signal(descriptor, signal, …). */
  long toDescriptor(NotifiedCall call) {
    Credentials who = call.credentials();
    if (needsNoCheck(who, call.intArgument(1))) {
      return Handler.CONTINUE;
    }
    int fd = call.files().openDescriptor(call.thread(), call.intArgument(0));
    if (fd < 0) {
      return Handler.CONTINUE;
    }
    int process = processes.processOfDescriptor(fd);
    call.files().close(fd);
    if (processes.areAmongOthers() && !processes.isInside(process)) {
      return -Errno.ESRCH;
    }
    boolean allowed =
        maySignalAll(who, call.intArgument(1))
            || mayKill(who, processes.credentialsOutside(process));
    return allowed ? Handler.CONTINUE : -Errno.EPERM;
  }
}
