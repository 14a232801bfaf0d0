package io.grampus.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.grampus.os.Architecture;
import io.grampus.os.BpfInterpreter;
import io.grampus.os.BpfProgram;
import io.grampus.os.Errno;
import io.grampus.os.SyscallNumber;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SeccompPolicyTest {
  private static int verdict(Architecture on, SyscallNumber call, long... arguments) {
    BpfProgram filter =
        SeccompPolicy.filter(on, EnumSet.of(SyscallNumber.STATX, SyscallNumber.FCHOWN), Set.of());
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
  void letsProcessesForkButNotLeaveTheirNamespaces(Architecture on) {
    long newUser = 0x10000000L;
    assertThat(verdict(on, SyscallNumber.CLONE, 17)).isEqualTo(BpfProgram.RETURN_ALLOW);
    assertThat(verdict(on, SyscallNumber.CLONE, 17 | newUser))
        .isEqualTo(BpfProgram.RETURN_ERRNO | Errno.EPERM);
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
    BpfProgram filter = SeccompPolicy.filter(on, EnumSet.of(SyscallNumber.STATX), Set.of());
    int i386 = 0x40000003;
    assertThat(BpfInterpreter.run(filter, 1, i386)).isEqualTo(BpfProgram.RETURN_KILL_PROCESS);
  }
}
