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
  private static final int HIGHEST = 64;
  private static final int ALL = -1;
  private static final int FIRST_PROCESS = 1;
  private static final int NO_SESSION = -1;

  private final SandboxProcesses processes;

  SignalHandler(SandboxProcesses processes) {
    this.processes = processes;
  }

  /**
   * Who sends what.
   *
   * @param session the session whose processes the signal may go to, whosever they are
   */
  private record Sender(Credentials who, int signal, int session) {
    private boolean maySignalAll() {
      return who.has(Capabilities.KILL);
    }
  }

  /** SIGCONT may go to any process of the same session. */
  private Sender sender(NotifiedCall call, int signal) {
    int session = signal == SIGCONT ? processes.sessionInside(call.thread()) : NO_SESSION;
    return new Sender(call.credentials(), signal, session);
  }

  private boolean needsNoCheck(Credentials who, int signal) {
    boolean refused = signal < 0 || signal > HIGHEST;
    return refused || (who.has(Capabilities.KILL) && !processes.areAmongOthers());
  }

  /** kill(process, signal). */
  long kill(NotifiedCall call) {
    int target = call.intArgument(0);
    if (target > 0) {
      return toProcess(call, 0, 1);
    }
    int signal = call.intArgument(1);
    if (needsNoCheck(call.credentials(), signal) || target == Integer.MIN_VALUE) {
      return Handler.CONTINUE;
    }
    long result = toMany(sender(call, signal), targets(call, target));
    return target == ALL && result == -Errno.EPERM ? 0 : result; // as kill(2) does not say
  }

  private List<Integer> targets(NotifiedCall call, int target) {
    if (target == ALL) {
      List<Integer> all = processes.list(null);
      int caller = processes.processInside(call.thread());
      all.removeIf(process -> process == FIRST_PROCESS || process == caller);
      return all;
    }
    return processes.list(target == 0 ? processes.groupInside(call.thread()) : -target);
  }

  private long toMany(Sender sender, List<Integer> targets) {
    List<Integer> allowed = targets.stream().filter(process -> reaches(sender, process)).toList();
    boolean meansAll = allowed.size() == targets.size();
    if (meansAll && !processes.areAmongOthers()) {
      return Handler.CONTINUE;
    }
    if (targets.isEmpty()) {
      return -Errno.ESRCH;
    }
    allowed.forEach(process -> processes.signal(process, sender.signal()));
    return allowed.isEmpty() ? -Errno.EPERM : 0;
  }

  private boolean reaches(Sender sender, int process) {
    return sender.maySignalAll()
        || mayKill(sender.who(), processes.credentials(process))
        || isOf(sender.session(), processes.session(process));
  }

  private static boolean mayKill(Credentials who, @Nullable Credentials target) {
    return target == null || who.maySignal(target);
  }

  private static boolean isOf(int session, int other) {
    return session != NO_SESSION && session == other;
  }

  /** Calls that name one process or thread. */
  long toProcess(NotifiedCall call, int processArgument, int signalArgument) {
    int signal = call.intArgument(signalArgument);
    if (needsNoCheck(call.credentials(), signal)) {
      return Handler.CONTINUE;
    }
    int process = call.intArgument(processArgument);
    if (!processes.isInside(process)) {
      return -Errno.ESRCH;
    }
    return reaches(sender(call, signal), process) ? Handler.CONTINUE : -Errno.EPERM;
  }

  /** Calls that name a process and a thread of it; the kernel refuses those that do not fit. */
  long toThread(NotifiedCall call) {
    long answer = toProcess(call, 0, 2);
    return answer == -Errno.EPERM ? toProcess(call, 1, 2) : answer;
  }

  /** pidfd_send_signal(descriptor, signal, …). */
  long toDescriptor(NotifiedCall call) {
    int signal = call.intArgument(1);
    if (needsNoCheck(call.credentials(), signal)) {
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
    Sender sender = sender(call, signal);
    boolean allowed =
        sender.maySignalAll()
            || (process > 0 && mayKill(sender.who(), processes.credentialsOutside(process)))
            || isOf(sender.session(), processes.sessionInside(process));
    return allowed ? Handler.CONTINUE : -Errno.EPERM;
  }
}
