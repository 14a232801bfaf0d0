package io.grampus.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.grampus.os.Availability;
import io.grampus.os.Errno;
import io.grampus.os.LinuxSyscalls;
import io.grampus.os.RecordingSyscalls;
import io.grampus.os.SyscallNumber;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostProbeTest {
  private static final ProotProbe NO_PROOT = new ProotProbe("", "/nonexistent");

  @TempDir private Path scratch;

  @Test
  void findsTheUserNamespaceSandboxByMakingOne() throws Exception {
    Rung best = new HostProbe(new LinuxSyscalls(), NO_PROOT, scratch).ladder().get(0);

    assertThat(best.name()).isEqualTo("userns");
    assertThat(best.availability()).isEqualTo(Availability.available());
  }

  @Test
  void saysWhyWhereMemoryMayNotBeExecutable() throws Exception {
    RecordingSyscalls kernel =
        new RecordingSyscalls(new LinuxSyscalls()).refuse(SyscallNumber.MPROTECT, 0, Errno.EACCES);

    Rung best = new HostProbe(kernel, NO_PROOT, scratch).ladder().get(0);

    assertThat(best.availability()).isInstanceOf(Availability.Unavailable.class);
    assertThat(best.availability().toString()).contains("mprotect");
  }
}
