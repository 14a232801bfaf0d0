package io.grampus.sandbox;

import io.grampus.os.Architecture;
import io.grampus.os.BpfProgram;
import io.grampus.os.Errno;
import io.grampus.os.SyscallNumber;
import io.grampus.os.TrampolineCode;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The part of a filter for programs whose code was changed to answer frequent calls themselves:
 * they make them with a marker of 64 bits, new for each sandbox, in the register of the sixth
 * argument, which none of these calls has. Whoever guesses it loses the emulation of that call, and
 * wins nothing.
 *
 * @param marker what lets a call pass
 */
record MarkedCalls(long marker) {
  /** The option of prctl(2) that installs a filter, as seccomp(2) does. */
  static final int PR_SET_SECCOMP = 22;

  /**
   * What has to be notified besides: with a filter of its own a program may not make any calls but
   * those that it wants to make.
   */
  static final Set<SyscallNumber> FURTHER = EnumSet.of(SyscallNumber.SECCOMP);

  private static final Set<SyscallNumber> OPENS =
      EnumSet.of(SyscallNumber.OPEN, SyscallNumber.OPENAT);

  private static final List<SyscallNumber> RELATIVE =
      List.of(
          SyscallNumber.SETXATTRAT,
          SyscallNumber.GETXATTRAT,
          SyscallNumber.LISTXATTRAT,
          SyscallNumber.REMOVEXATTRAT);

  /** The calls that pass when they bear the marker, and are notified else. */
  static Set<SyscallNumber> calls() {
    return TrampolineCode.calls();
  }

  /**
   * Lets a marked open pass that creates no file; the number of the call is loaded, and is lost
   * where it is an open.
   *
   * @param flags which argument has the flags
   * @param creating the flags that make an open create a file
   */
  void appendOpen(BpfProgram.Builder filter, SyscallNumber open, int flags, int creating) {
    String unmarked = "unmarked open by " + open.callName();
    requireMarker(filter, unmarked)
        .load(BpfProgram.argumentOffset(flags))
        .jumpIfAnySet(creating, unmarked)
        .returns(BpfProgram.RETURN_ALLOW)
        .label(unmarked);
  }

  /** Appends the test of all others; the number of the call is loaded. */
  void append(BpfProgram.Builder filter) {
    List<SyscallNumber> others = new ArrayList<>(calls());
    others.removeAll(OPENS);
    anyOf(filter, others, "may be marked", "cannot be marked");
    requireMarker(filter, "not marked")
        .returns(BpfProgram.RETURN_ALLOW)
        .label("not marked")
        .returns(BpfProgram.RETURN_USER_NOTIFICATION)
        .label("cannot be marked");
    appendRelative(filter);
  }

  /** Goes on where the sixth argument is the marker, else at a label. */
  private BpfProgram.Builder requireMarker(BpfProgram.Builder filter, String without) {
    return filter
        .load(BpfProgram.argumentOffset(5))
        .jumpUnlessEqual((int) marker, without)
        .load(BpfProgram.argumentOffset(5) + Integer.BYTES)
        .jumpUnlessEqual((int) (marker >>> Integer.SIZE), without);
  }

  /** Goes on where the call is one of these, whose number is loaded, else at a label. */
  private static void anyOf(
      BpfProgram.Builder filter, List<SyscallNumber> calls, String one, String none) {
    int last = calls.size() - 1;
    calls.subList(0, last).forEach(call -> filter.jumpIfEqual(call.on(Architecture.X86_64), one));
    filter.jumpUnlessEqual(calls.get(last).on(Architecture.X86_64), none).label(one);
  }

  /**
   * getxattrat(2) and setxattrat(2) have six arguments: the marker is in the upper halves of two
   * that are numbers of 32 bits, and so it is with the others of this family. Without it the kernel
   * is to look as if it did not have them.
   */
  private void appendRelative(BpfProgram.Builder filter) {
    anyOf(filter, RELATIVE, "may be relative and marked", "not relative");
    filter
        .load(BpfProgram.argumentOffset(0) + Integer.BYTES)
        .jumpUnlessEqual((int) (marker >>> Integer.SIZE), "relative unmarked")
        .load(BpfProgram.argumentOffset(2) + Integer.BYTES)
        .jumpUnlessEqual((int) marker, "relative unmarked")
        .returns(BpfProgram.RETURN_ALLOW)
        .label("relative unmarked")
        .returns(BpfProgram.RETURN_ERRNO | Errno.ENOSYS)
        .label("not relative");
  }
}
