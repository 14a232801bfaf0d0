package io.grampus.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.grampus.os.Architecture;
import io.grampus.os.BpfInterpreter;
import io.grampus.os.BpfProgram;
import io.grampus.os.Errno;
import io.grampus.os.SyscallNumber;
import io.grampus.sandbox.emulation.EmulatedCalls;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SeccompPolicyTest {
  private static int verdict(Architecture on, SyscallNumber call, long... arguments) {
    BpfProgram filter =
        SeccompPolicy.notifying(on, EnumSet.of(SyscallNumber.STATX, SyscallNumber.FCHOWN)).filter();
    return BpfInterpreter.run(filter, call.on(on), on.auditArchitecture(), arguments);
  }

  @ParameterizedTest
  @EnumSource(Architecture.class)
  void notifiesWhatIsEmulatedAndLetsTheRestThrough(Architecture on) {
    assertThat(verdict(on, SyscallNumber.STATX)).isEqualTo(BpfProgram.RETURN_USER_NOTIFICATION);
    assertThat(verdict(on, SyscallNumber.READ)).isEqualTo(BpfProgram.RETURN_ALLOW);
    assertThat(verdict(on, SyscallNumber.WRITE)).isEqualTo(BpfProgram.RETURN_ALLOW);
  }

  @ParameterizedTest
  @EnumSource(Architecture.class)
  void refusesWhatChangesTheMachine(Architecture on) {
    assertThat(verdict(on, SyscallNumber.MOUNT)).isEqualTo(BpfProgram.RETURN_ERRNO | Errno.EPERM);
    assertThat(verdict(on, SyscallNumber.KEYCTL)).isEqualTo(BpfProgram.RETURN_ERRNO | Errno.EPERM);
    assertThat(verdict(on, SyscallNumber.IO_URING_SETUP))
        .isEqualTo(BpfProgram.RETURN_ERRNO | Errno.ENOSYS);
    assertThat(verdict(on, SyscallNumber.CLONE3)).isEqualTo(BpfProgram.RETURN_ERRNO | Errno.ENOSYS);
  }

  @ParameterizedTest
  @EnumSource(Architecture.class)
  void looksLikeAKernelWithoutCallsThatAreNewerThanThis(Architecture on) {
    int fileSetattr = 469;
    for (Set<SyscallNumber> notified :
        List.of(EmulatedCalls.notifiedFor(0), EmulatedCalls.notifiedInFrontOfProot(0))) {
      BpfProgram filter = SeccompPolicy.notifying(on, notified).filter();
      assertThat(BpfInterpreter.run(filter, fileSetattr, on.auditArchitecture()))
          .isEqualTo(BpfProgram.RETURN_ERRNO | Errno.ENOSYS);
    }
  }

  @ParameterizedTest
  @EnumSource(Architecture.class)
  void letsNobodyTypeInThePlaceOfTheTerminalsUser(Architecture on) {
    int getAttributes = 0x5401;
    int typeACharacter = 0x5412;
    int controlTheConsole = 0x541c;
    assertThat(verdict(on, SyscallNumber.IOCTL, 0, getAttributes))
        .isEqualTo(BpfProgram.RETURN_ALLOW);
    assertThat(verdict(on, SyscallNumber.IOCTL, 0, typeACharacter | 1L << 32))
        .isEqualTo(BpfProgram.RETURN_ERRNO | Errno.EPERM);
    assertThat(verdict(on, SyscallNumber.IOCTL, 0, controlTheConsole))
        .isEqualTo(BpfProgram.RETURN_ERRNO | Errno.EPERM);
  }

  @ParameterizedTest
  @EnumSource(Architecture.class)
  void asksWhoseProcessIsMeantWhereTheKernelCannotTell(Architecture on) {
    BpfProgram filter =
        SeccompPolicy.notifying(on, EmulatedCalls.notifiedInFrontOfProot(0)).filter();
    int notify = BpfProgram.RETURN_USER_NOTIFICATION;
    assertThat(run(on, filter, SyscallNumber.PRLIMIT64, 4711, 7)).isEqualTo(notify);
    assertThat(run(on, filter, SyscallNumber.PRLIMIT64, 0, 10)).isEqualTo(notify);
    assertThat(run(on, filter, SyscallNumber.PRLIMIT64, 0, 7)).isEqualTo(BpfProgram.RETURN_ALLOW);
    assertThat(run(on, filter, SyscallNumber.FCNTL, 3, 8, 4711)).isEqualTo(notify);
    assertThat(run(on, filter, SyscallNumber.FCNTL, 3, 2, 1)).isEqualTo(BpfProgram.RETURN_ALLOW);
    assertThat(run(on, filter, SyscallNumber.PIDFD_OPEN, 4711)).isEqualTo(notify);
    assertThat(verdict(on, SyscallNumber.PRLIMIT64, 4711, 7)).isEqualTo(BpfProgram.RETURN_ALLOW);
  }

  private static int run(
      Architecture on, BpfProgram filter, SyscallNumber call, long... arguments) {
    return BpfInterpreter.run(filter, call.on(on), on.auditArchitecture(), arguments);
  }

  @ParameterizedTest
  @EnumSource(Architecture.class)
  void letsProcessesForkButNotLeaveTheirNamespaces(Architecture on) {
    long newUser = 0x10000000L;
    assertThat(verdict(on, SyscallNumber.CLONE, 17)).isEqualTo(BpfProgram.RETURN_ALLOW);
    assertThat(verdict(on, SyscallNumber.CLONE, 17 | newUser))
        .isEqualTo(BpfProgram.RETURN_ERRNO | Errno.EPERM);
  }

  @Test
  void noThreadHidesFromItsTracer() {
    Architecture on = Architecture.X86_64;
    BpfProgram filter =
        SeccompPolicy.notifying(on, EnumSet.of(SyscallNumber.STATX))
            .withTraced(EnumSet.of(SyscallNumber.EXECVE), 1)
            .filter();
    int clone = SyscallNumber.CLONE.on(on);
    long untraced = 0x800000;
    assertThat(BpfInterpreter.run(filter, clone, on.auditArchitecture(), 17 | untraced))
        .isEqualTo(BpfProgram.RETURN_ERRNO | Errno.EINVAL);
    assertThat(BpfInterpreter.run(filter, clone, on.auditArchitecture(), 17))
        .isEqualTo(BpfProgram.RETURN_ALLOW);
    assertThat(verdict(on, SyscallNumber.CLONE, 17 | untraced)).isEqualTo(BpfProgram.RETURN_ALLOW);
  }

  @ParameterizedTest
  @EnumSource(Architecture.class)
  void notifiesLimitsOnlyWhereTheyCarryTheCredentials(Architecture on) {
    assertThat(verdict(on, SyscallNumber.PRLIMIT64, 0, 10))
        .isEqualTo(BpfProgram.RETURN_USER_NOTIFICATION);
    assertThat(verdict(on, SyscallNumber.PRLIMIT64, 0, 7)).isEqualTo(BpfProgram.RETURN_ALLOW);
    assertThat(verdict(on, SyscallNumber.SETRLIMIT, 10))
        .isEqualTo(BpfProgram.RETURN_USER_NOTIFICATION);
  }

  @ParameterizedTest
  @EnumSource(Architecture.class)
  void killsWhatSpeaksAnotherArchitecture(Architecture on) {
    BpfProgram filter = SeccompPolicy.notifying(on, EnumSet.of(SyscallNumber.STATX)).filter();
    int i386 = 0x40000003;
    assertThat(BpfInterpreter.run(filter, 1, i386)).isEqualTo(BpfProgram.RETURN_KILL_PROCESS);
  }

  @Test
  void letsCallsPassThatBearTheMarker() {
    long marker = 0x1122334455667788L;
    assertThat(marked(marker, SyscallNumber.STATX, 0, 0, 0, 0, 0, marker))
        .isEqualTo(BpfProgram.RETURN_ALLOW);
    assertThat(marked(marker, SyscallNumber.STATX, 0, 0, 0, 0, 0, 0x55667788L))
        .isEqualTo(BpfProgram.RETURN_USER_NOTIFICATION);
    assertThat(marked(marker, SyscallNumber.RMDIR, 0, 0, 0, 0, 0, marker ^ (1L << 40)))
        .isEqualTo(BpfProgram.RETURN_USER_NOTIFICATION);
    assertThat(marked(marker, SyscallNumber.SETUID, 0, 0, 0, 0, 0, marker))
        .isEqualTo(BpfProgram.RETURN_USER_NOTIFICATION);
    assertThat(marked(marker, SyscallNumber.MOUNT, 0, 0, 0, 0, 0, marker))
        .isEqualTo(BpfProgram.RETURN_ERRNO | Errno.EPERM);
  }

  @ParameterizedTest
  @EnumSource(names = {"SETXATTRAT", "GETXATTRAT", "LISTXATTRAT", "REMOVEXATTRAT"})
  void letsOnlyMarkedProgramsUseAttributesRelativeToADirectory(SyscallNumber call) {
    long marker = 0x1122334455667788L;
    assertThat(marked(marker, call, 0x1122334400000003L, 0, 0x5566778800000100L))
        .isEqualTo(BpfProgram.RETURN_ALLOW);
    assertThat(marked(marker, call, 3, 0, 0x5566778800000100L))
        .isEqualTo(BpfProgram.RETURN_ERRNO | Errno.ENOSYS);
    assertThat(marked(marker, call, 0x1122334400000003L, 0, 0))
        .isEqualTo(BpfProgram.RETURN_ERRNO | Errno.ENOSYS);
  }

  @Test
  void notifiesOfFiltersWhereProgramsAreChanged() {
    assertThat(marked(1, SyscallNumber.SECCOMP, 1)).isEqualTo(BpfProgram.RETURN_USER_NOTIFICATION);
    assertThat(marked(1, SyscallNumber.PRCTL, 22)).isEqualTo(BpfProgram.RETURN_USER_NOTIFICATION);
    assertThat(verdict(Architecture.X86_64, SyscallNumber.SECCOMP, 1))
        .isEqualTo(BpfProgram.RETURN_ALLOW);
  }

  private static int marked(long marker, SyscallNumber call, long... arguments) {
    Architecture on = Architecture.X86_64;
    Set<SyscallNumber> notified = EnumSet.of(SyscallNumber.STATX, SyscallNumber.SETUID);
    BpfProgram filter =
        SeccompPolicy.notifying(on, notified)
            .withMarked(Optional.of(new MarkedCalls(marker)))
            .filter();
    return BpfInterpreter.run(filter, call.on(on), on.auditArchitecture(), arguments);
  }
}
