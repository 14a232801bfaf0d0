package io.grampus.sandbox;

import static io.grampus.os.SyscallNumber.*;

import io.grampus.os.Architecture;
import io.grampus.os.BpfProgram;
import io.grampus.os.Errno;
import io.grampus.os.KernelConstants;
import io.grampus.os.SyscallNumber;
import io.grampus.sandbox.emulation.EmulatedCalls;
import java.security.SecureRandom;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the one seccomp filter of a sandbox does: it refuses what a container's default profile
 * refuses, notifies the emulator of what it emulates, and lets everything else through at the
 * kernel's full speed.
 *
 * @param notified calls that the emulation answers
 * @param absent further calls that the kernel is to look as if it did not have
 * @param marked what programs whose code was changed do without notification; x86_64 only
 * @param traced calls that stop the caller for its tracer; none where there is no tracer
 * @param mark the sixth argument of the calls that set the sandbox up
 */
record SeccompPolicy(
    Architecture architecture,
    Set<SyscallNumber> notified,
    Set<SyscallNumber> absent,
    Optional<MarkedCalls> marked,
    Set<SyscallNumber> traced,
    long mark) {
  private static final int NEW_NAMESPACE_FLAGS = 0x7e020000;

  /** CLONE_UNTRACED of clone(2), which hides the new thread from the tracer of the old one. */
  private static final int UNTRACED_FLAG = 0x800000;

  private static final int X32_BIT = 0x40000000;

  /**
   * setxattrat of Linux 6.13; the numbers from there on are those of all architectures. Calls that
   * nobody has looked at may take paths, or lead past the emulation.
   */
  private static final int FIRST_UNKNOWN = 463;

  /** Notified calls whose arguments the filter looks at. */
  private static final Set<SyscallNumber> CONDITIONAL =
      EnumSet.of(OPEN, OPENAT, EXECVE, KILL, TKILL, TGKILL, FCNTL, PRLIMIT64);

  /** Go's threads interrupt one another with it all the time, and others ignore it: signal(7). */
  private static final int SIGURG = 23;

  /**
   * Options of prctl(2) about memory, PR_SET_DUMPABLE and PR_SET_MM, and about capabilities:
   * PR_SET_KEEPCAPS, PR_CAPBSET_DROP, PR_SET_SECUREBITS, PR_SET_NO_NEW_PRIVS, PR_GET_NO_NEW_PRIVS,
   * PR_CAP_AMBIENT.
   */
  private static final List<Integer> NOTIFIED_OPTIONS = List.of(4, 8, 24, 28, 35, 38, 39, 47);

  /**
   * A sixth argument, which the kernel does not read, on the calls that set the sandbox up behind
   * the filter. Whoever guesses it loses the emulation of that call, and wins nothing.
   */
  static final long SET_UP_MARK = new SecureRandom().nextLong();

  /** O_CREAT and the bit that makes O_TMPFILE; open(2). */
  private static final int CREATING_FLAGS = 020000100;

  /** Copies the sets. */
  SeccompPolicy {
    notified = inOrder(notified);
    absent = inOrder(absent);
    traced = inOrder(traced);
  }

  private static Set<SyscallNumber> inOrder(Set<SyscallNumber> calls) {
    Set<SyscallNumber> copy = EnumSet.noneOf(SyscallNumber.class);
    copy.addAll(calls);
    return Collections.unmodifiableSet(copy);
  }

  /** A policy for a sandbox without a tracer, in which no code is changed. */
  static SeccompPolicy notifying(Architecture architecture, Set<SyscallNumber> notified) {
    return new SeccompPolicy(
        architecture, notified, Set.of(), Optional.empty(), Set.of(), SET_UP_MARK);
  }

  /** Makes the kernel look as if it did not have further calls. */
  SeccompPolicy withAbsent(Set<SyscallNumber> calls) {
    return new SeccompPolicy(architecture, notified, calls, marked, traced, mark);
  }

  /** Lets calls of programs pass whose code was changed. */
  SeccompPolicy withMarked(Optional<MarkedCalls> calls) {
    return new SeccompPolicy(architecture, notified, absent, calls, traced, mark);
  }

  /** Stops calls for a tracer. */
  SeccompPolicy withTraced(Set<SyscallNumber> calls, long setUpMark) {
    return new SeccompPolicy(architecture, notified, absent, marked, calls, setUpMark);
  }

  /** The filter; what is asked for most is looked at first. */
  BpfProgram filter() {
    BpfProgram.Builder filter = new BpfProgram.Builder();
    loadNumber(filter);
    opens(filter);
    traces(filter);
    marked.ifPresent(calls -> calls.append(filter));
    notifies(filter);
    refuses(filter);
    clones(filter);
    conditional(filter);
    boolean plain = notified.containsAll(EmulatedCalls.onNumberedProcesses());
    new OtherProcesses(architecture, plain).append(filter);
    return filter.returns(BpfProgram.RETURN_ALLOW).build();
  }

  private void loadNumber(BpfProgram.Builder filter) {
    filter
        .load(BpfProgram.ARCHITECTURE_OFFSET)
        .jumpIfEqual(architecture.auditArchitecture(), "native")
        .returns(BpfProgram.RETURN_KILL_PROCESS)
        .label("native")
        .load(BpfProgram.NUMBER_OFFSET);
    if (architecture == Architecture.X86_64) {
      filter
          .jumpUnlessAtLeast(X32_BIT, "number")
          .returns(BpfProgram.RETURN_ERRNO | Errno.ENOSYS)
          .label("number");
    }
  }

  private boolean hasTracer() {
    return !traced.isEmpty();
  }

  private void traces(BpfProgram.Builder filter) {
    for (SyscallNumber number : traced) {
      if (number != OPEN && number != OPENAT) {
        answer(filter, number, BpfProgram.RETURN_TRACE);
      }
    }
    if (!traced.contains(EXECVE)) {
      execution(filter);
    }
  }

  private void notifies(BpfProgram.Builder filter) {
    Set<SyscallNumber> always = EnumSet.copyOf(notified);
    always.removeAll(CONDITIONAL);
    always.removeAll(absent);
    if (marked.isPresent()) {
      always.removeAll(MarkedCalls.calls());
      always.addAll(MarkedCalls.FURTHER);
    }
    always.forEach(number -> answer(filter, number, BpfProgram.RETURN_USER_NOTIFICATION));
  }

  private void refuses(BpfProgram.Builder filter) {
    for (SyscallNumber number : ContainerProfile.REFUSED) {
      answer(filter, number, BpfProgram.RETURN_ERRNO | Errno.EPERM);
    }
    if (hasTracer()) {
      closeToOthers(filter);
    }
    filter
        .jumpUnlessAtLeast(FIRST_UNKNOWN, "known")
        .returns(BpfProgram.RETURN_ERRNO | Errno.ENOSYS)
        .label("known");
    Set<SyscallNumber> missing = EnumSet.copyOf(ContainerProfile.ABSENT);
    missing.addAll(absent);
    missing.forEach(number -> answer(filter, number, BpfProgram.RETURN_ERRNO | Errno.ENOSYS));
  }

  /** Without namespaces other processes of the user can be seen: refuses what reaches into them. */
  private void closeToOthers(BpfProgram.Builder filter) {
    for (SyscallNumber number : List.of(PTRACE, PROCESS_VM_READV, PROCESS_VM_WRITEV, PIDFD_GETFD)) {
      answer(filter, number, BpfProgram.RETURN_ERRNO | Errno.EPERM);
    }
  }

  /**
   * Opens come first, being the most frequent: where root starts and programs cannot be made to let
   * theirs pass, only those that may create a file are notified.
   */
  private void opens(BpfProgram.Builder filter) {
    for (SyscallNumber open : List.of(OPENAT, OPEN)) {
      if (open.existsOn(architecture)) {
        String next = "after " + open.callName();
        String creating = "creating " + open.callName();
        filter.jumpUnlessEqual(open.on(architecture), next);
        allowSetUp(filter, open);
        int flags = open == OPENAT ? 2 : 1;
        marked.ifPresent(calls -> calls.appendOpen(filter, open, flags, CREATING_FLAGS));
        if (traced.contains(open)) {
          traceLocations(filter, open, flags);
        }
        if (!notified.contains(open)) {
          filter
              .load(BpfProgram.argumentOffset(flags))
              .jumpIfAnySet(CREATING_FLAGS, creating)
              .returns(BpfProgram.RETURN_ALLOW)
              .label(creating);
        }
        filter.returns(BpfProgram.RETURN_USER_NOTIFICATION).label(next);
      }
    }
  }

  /** A descriptor of a mere location (O_PATH) cannot be given to a process: fget refuses it. */
  private static void traceLocations(BpfProgram.Builder filter, SyscallNumber open, int flags) {
    String other = "content by " + open.callName();
    filter
        .load(BpfProgram.argumentOffset(flags))
        .and((int) KernelConstants.O_PATH)
        .jumpIfEqual(0, other)
        .returns(BpfProgram.RETURN_TRACE)
        .label(other);
  }

  /** While the sandbox is set up nobody answers yet, so those calls carry a mark. */
  private void allowSetUp(BpfProgram.Builder filter, SyscallNumber call) {
    String unmarked = "unmarked " + call.callName();
    filter
        .load(BpfProgram.argumentOffset(5))
        .jumpUnlessEqual((int) mark, unmarked)
        .load(BpfProgram.argumentOffset(5) + Integer.BYTES)
        .jumpUnlessEqual((int) (mark >>> Integer.SIZE), unmarked)
        .returns(BpfProgram.RETURN_ALLOW)
        .label(unmarked);
  }

  private void execution(BpfProgram.Builder filter) {
    filter.jumpUnlessEqual(EXECVE.on(architecture), "after execve");
    allowSetUp(filter, EXECVE);
    filter.returns(BpfProgram.RETURN_USER_NOTIFICATION).label("after execve");
  }

  private void answer(BpfProgram.Builder filter, SyscallNumber number, int action) {
    if (number.existsOn(architecture)) {
      String next = "after " + number.callName();
      filter.jumpUnlessEqual(number.on(architecture), next).returns(action).label(next);
    }
  }

  private void clones(BpfProgram.Builder filter) {
    filter
        .jumpUnlessEqual(CLONE.on(architecture), "after clone flags")
        .load(BpfProgram.argumentOffset(0))
        .jumpIfAnySet(NEW_NAMESPACE_FLAGS, "new namespace");
    if (hasTracer()) {
      filter.jumpIfAnySet(UNTRACED_FLAG, "untraced clone");
    }
    filter
        .returns(BpfProgram.RETURN_ALLOW)
        .label("new namespace")
        .returns(BpfProgram.RETURN_ERRNO | Errno.EPERM)
        .label("untraced clone")
        .returns(BpfProgram.RETURN_ERRNO | Errno.EINVAL)
        .label("after clone flags");
  }

  /** Calls that depend on an argument; each block ends by reloading the number. */
  private void conditional(BpfProgram.Builder filter) {
    filter
        .jumpUnlessEqual(PRCTL.on(architecture), "after prctl")
        .load(BpfProgram.argumentOffset(0));
    NOTIFIED_OPTIONS.forEach(option -> filter.jumpIfEqual(option, "notified prctl"));
    if (marked.isPresent()) {
      filter.jumpIfEqual(MarkedCalls.PR_SET_SECCOMP, "notified prctl");
    }
    filter
        .returns(BpfProgram.RETURN_ALLOW)
        .label("notified prctl")
        .returns(BpfProgram.RETURN_USER_NOTIFICATION)
        .label("after prctl");
    for (SyscallNumber call : List.of(KILL, TKILL, TGKILL)) {
      notifyWhere(filter, call, call == TGKILL ? 2 : 1, SIGURG, false);
    }
    for (SyscallNumber limit : List.of(GETRLIMIT, SETRLIMIT)) {
      notifyWhere(filter, limit, 0, KernelConstants.RLIMIT_LOCKS, true);
    }
  }

  /** Notifies calls with one argument of that value, or those with any other. */
  private void notifyWhere(
      BpfProgram.Builder filter, SyscallNumber call, int argument, int value, boolean equal) {
    String next = "after " + call.callName();
    String other = "other " + call.callName();
    int notify = BpfProgram.RETURN_USER_NOTIFICATION;
    filter
        .jumpUnlessEqual(call.on(architecture), next)
        .load(BpfProgram.argumentOffset(argument))
        .jumpUnlessEqual(value, other)
        .returns(equal ? notify : BpfProgram.RETURN_ALLOW)
        .label(other)
        .returns(equal ? BpfProgram.RETURN_ALLOW : notify)
        .label(next);
  }
}
