package io.grampus.os;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IgnoredSignalsTest {
  @Test
  void areTheBitsOfTheMask() {
    assertThat(IgnoredSignals.numbers(0)).isEmpty();
    assertThat(IgnoredSignals.numbers(0x80000003L)).containsExactly(1, 2, 32);
    assertThat(IgnoredSignals.numbers(1L << 63)).containsExactly(64);
  }

  @Test
  void areAllThatCanBeWhereNothingIsKnown() {
    assertThat(IgnoredSignals.numbers(-1)).hasSize(62).doesNotContain(9, 19);
  }
}
