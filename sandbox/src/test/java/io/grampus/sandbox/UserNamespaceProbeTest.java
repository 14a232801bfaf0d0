package io.grampus.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.grampus.os.Availability;
import io.grampus.os.Availability.Unavailable;
import io.grampus.os.Errno;
import io.grampus.os.ErrnoException;
import io.grampus.os.LinuxSyscalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UserNamespaceProbeTest {
  @TempDir private Path settings;

  @ParameterizedTest
  @CsvSource({
    "kernel/unprivileged_userns_clone,0,kernel.unprivileged_userns_clone=1",
    "user/max_user_namespaces,0,user.max_user_namespaces=10000",
    "kernel/apparmor_restrict_unprivileged_userns,1,kernel.apparmor_restrict_unprivileged_userns=0",
  })
  void namesTheSettingThatRefuses(String setting, String value, String remedy) throws IOException {
    Path file = settings.resolve(setting);
    Files.createDirectories(file.getParent());
    Files.writeString(file, value + "\n");
    assertThat(explanation(Errno.EPERM).hint()).isEqualTo("as root: sysctl -w " + remedy);
  }

  @Test
  void suspectsTheContainerWhereNoSettingRefuses() {
    Unavailable explanation = explanation(Errno.EPERM);
    assertThat(explanation.cause()).startsWith("clone(").contains("EPERM");
    assertThat(explanation.hint()).contains("seccomp");
    assertThat(explanation(Errno.EINVAL).hint()).contains("CONFIG_USER_NS");
  }

  @Test
  void agreesWithWhatTheSandboxCanDo() {
    Availability availability = new UserNamespaceProbe(new LinuxSyscalls()).probe();
    if (availability instanceof Unavailable unavailable) {
      assertThat(unavailable.hint()).isNotBlank();
    }
    assertThat(availability.isAvailable()).isEqualTo(unshareWorks());
  }

  /** The same by util-linux, as the reference. */
  private static boolean unshareWorks() {
    try {
      return new ProcessBuilder("unshare", "-U", "-m", "true").start().waitFor() == 0;
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Unavailable explanation(int errno) {
    UserNamespaceProbe probe = new UserNamespaceProbe(new LinuxSyscalls(), settings);
    return (Unavailable) probe.explain(new ErrnoException("clone", "0x10020000", errno));
  }
}
