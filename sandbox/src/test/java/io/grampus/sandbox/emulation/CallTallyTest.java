package io.grampus.sandbox.emulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.grampus.os.Architecture;
import io.grampus.os.SyscallNumber;
import org.junit.jupiter.api.Test;

/** Adds up what the calls of a sandbox cost. */
class CallTallyTest {
  private final CallTally tally = new CallTally(Architecture.AARCH64);

  @Test
  void saysNothingOfNoCalls() {
    assertThat(tally.lines()).isEmpty();
  }

  @Test
  void listsTheDearestCallFirst() {
    tally.add(SyscallNumber.FCHOWN.on(Architecture.AARCH64), 1_000, false);
    tally.add(SyscallNumber.FSTAT.on(Architecture.AARCH64), 2_000_000, false);
    tally.add(SyscallNumber.FSTAT.on(Architecture.AARCH64), 1_000_000, true);

    assertThat(tally.lines())
        .containsExactly(
            "notified              3       3.0 ms  1000.33 µs each, 1 left to the kernel",
            "fstat                 2       3.0 ms  1500.00 µs each, 1 left to the kernel",
            "fchown                1       0.0 ms     1.00 µs each, 0 left to the kernel");
  }
}
