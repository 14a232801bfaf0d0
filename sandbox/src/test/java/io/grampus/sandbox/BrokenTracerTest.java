package io.grampus.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.grampus.os.Architecture;
import io.grampus.os.LinuxSyscalls;
import io.grampus.os.SyscallNumber;
import io.grampus.os.Syscalls;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An error in the thread that traces is the command's, which ends whatever it has started. */
@Timeout(60)
class BrokenTracerTest {
  private static final String TRACER = "tracer";

  @TempDir private Path folder;
  private final Breaking syscalls = new Breaking();
  private TestRoot root;

  /** The kernel, up to a call of the tracer's. */
  private static final class Breaking implements Syscalls {
    private final Syscalls real = new LinuxSyscalls();
    private final AtomicInteger left = new AtomicInteger(Integer.MAX_VALUE);

    @Override
    public Architecture architecture() {
      return real.architecture();
    }

    @Override
    public long call(SyscallNumber number, long a, long b, long c, long d, long e) {
      boolean counts =
          number == SyscallNumber.PTRACE && Thread.currentThread().getName().equals(TRACER);
      if (counts && left.getAndDecrement() == 0) {
        throw new IllegalArgumentException("broken");
      }
      return real.call(number, a, b, c, d, e);
    }

    @Override
    public long call6(SyscallNumber number, long a, long b, long c, long d, long e, long f) {
      return real.call6(number, a, b, c, d, e, f);
    }

    @Override
    public long invoke(long codeAddress, long argument) {
      return real.invoke(codeAddress, argument);
    }
  }

  @BeforeEach
  void makeRoot() throws Exception {
    assumeThat(Architecture.current())
        .as("programs are loaded for x86_64 only")
        .isEqualTo(Architecture.X86_64);
    root = new TestRoot(folder, new TracingSandbox(syscalls, false));
  }

  /** The first call attaches, the next ones lead to the command's first program. */
  @Test
  void endsTheCommandWithAnError() {
    for (int calls : new int[] {1, 2, 5, 20, 60}) {
      syscalls.left.set(calls);
      assertThatExceptionOfType(SandboxException.class)
          .as("broken after %d calls", calls)
          .isThrownBy(
              () -> root.shellInPlace("sleep 100 & while true; do (true); chown 1 /tmp; done"))
          .satisfies(e -> assertThat(e.code()).isEqualTo("emulation-failed"));
    }
  }
}
