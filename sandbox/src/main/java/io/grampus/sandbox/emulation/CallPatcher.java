package io.grampus.sandbox.emulation;

import io.grampus.os.Architecture;
import io.grampus.os.KernelConstants;
import io.grampus.os.SeccompListener;
import io.grampus.os.SyscallNumber;
import io.grampus.os.Syscalls;
import io.grampus.os.TrampolineCode;
import org.jspecify.annotations.Nullable;

/**
 * Decides which processes answer frequent calls themselves: those of root that have one thread and
 * make many, until they become another user. Belongs to one thread.
 */
final class CallPatcher {
  /**
   * The call of a process that makes it worth the while to change its code: so many cost what the
   * change does. Nine in ten processes of an installation of packages make fewer.
   */
  private static final int FREQUENT = 24;

  /** The call in a sandbox that makes it worth the while to look for call sites. */
  private static final int WORTH_SEARCHING = 64;

  private static final int EXECVE = SyscallNumber.EXECVE.on(Architecture.X86_64);
  private static final int EXECVEAT = SyscallNumber.EXECVEAT.on(Architecture.X86_64);
  private static final int SECCOMP = SyscallNumber.SECCOMP.on(Architecture.X86_64);
  private static final int PRCTL = SyscallNumber.PRCTL.on(Architecture.X86_64);
  private static final int PR_SET_SECCOMP = 22;

  /** Whether two processes have one memory: kcmp(2), 0 where they have. */
  private static final int KCMP_VM = 1;

  private final Syscalls syscalls;
  private final PatchedTexts texts;
  private final @Nullable CallTally tally;
  private final ProcessText code;
  private final FrequentCallers callers = new FrequentCallers();
  private final ProcPath proc = new ProcPath();
  private final ProcText status;

  CallPatcher(Syscalls syscalls, PatchedTexts texts, @Nullable CallTally tally) {
    this.tally = tally;
    this.syscalls = syscalls;
    this.texts = texts;
    this.code = new ProcessText(syscalls, texts);
    this.status = new ProcText(syscalls);
  }

  /** Hears of a call that is about to be answered. */
  void hear(NotifiedCall call, SeccompListener listener) {
    int number = listener.number();
    if (TrampolineCode.answers(number)) {
      int heard = texts.hear();
      int count = callers.count(listener.thread(), listener.instruction());
      if (count >= FREQUENT && heard >= WORTH_SEARCHING) {
        patch(call, listener);
      }
    } else if (number == EXECVE || number == EXECVEAT) {
      callers.forget(listener.thread());
    } else if (number == SECCOMP || (number == PRCTL && call.intArgument(0) == PR_SET_SECCOMP)) {
      texts.noteFilter();
      switchOff(listener.thread());
    }
  }

  private void patch(NotifiedCall call, SeccompListener listener) {
    long start = System.nanoTime();
    int thread = listener.thread();
    boolean fit = call.credentials().isPlainRoot() && runsAlone(thread);
    boolean done = fit && code.patch(listener);
    if (fit) {
      callers.settle(thread, code.start(), code.end());
    } else {
      callers.postpone(thread);
    }
    if (tally != null) {
      tally.addPatch(System.nanoTime() - start, done);
    }
  }

  /** Whether nobody else executes the code that is to be changed, or filters its calls. */
  private boolean runsAlone(int thread) {
    if (!hasOneThread(thread) || hasForeignFilter()) {
      return false;
    }
    int parent = (int) status.first("PPid:", 10, -1);
    return parent > 0 && (sharesNoMemory(thread, parent) || hasOneThread(parent));
  }

  private boolean hasOneThread(int process) {
    return status.read(KernelConstants.AT_FDCWD, proc.of(process, "status"))
        && status.first("Threads:", 10, 0) == 1;
  }

  /** A filter of the program's own may refuse the calls that changed code makes beside its own. */
  private boolean hasForeignFilter() {
    return texts.hasFilters() && status.first("Seccomp_filters:", 10, 0) != 1;
  }

  /**
   * A child of vfork(2) has the memory of a parent of which one thread waits for it, but not
   * others.
   */
  private boolean sharesNoMemory(int thread, int parent) {
    return syscalls.call(SyscallNumber.KCMP, thread, parent, KCMP_VM, 0, 0) > 0;
  }

  /** Hears that a process will have those credentials from now on. */
  void becomes(int thread, Credentials credentials) {
    if (!credentials.isPlainRoot()) {
      switchOff(thread);
    }
  }

  private void switchOff(int thread) {
    if (texts.hasChanges()) {
      code.switchOff(thread);
    }
  }
}
