package io.grampus.sandbox.emulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FrequentCallersTest {
  private static final int PLACES = 1024;
  private final FrequentCallers callers = new FrequentCallers();

  @Test
  void countsTheCallsOfAllLibraries() {
    assertThat(callers.count(7, 0x1000)).isEqualTo(1);
    assertThat(callers.count(7, 0x9000)).isEqualTo(2);
    assertThat(callers.count(8, 0x1000)).isEqualTo(1);
  }

  @Test
  void goesOnCountingWhereOneLibraryIsSettled() {
    callers.count(7, 0x1000);
    callers.settle(7, 0x1000, 0x2000);

    assertThat(callers.count(7, 0x1fff)).isZero();
    assertThat(callers.count(7, 0x2000)).isEqualTo(2);
  }

  @Test
  void remembersAllThatIsSettled() {
    callers.count(7, 0x1000);
    callers.settle(7, 0x1000, 0x2000);
    callers.settle(7, 0x8000, 0x9000);

    assertThat(callers.count(7, 0x1000)).isZero();
    assertThat(callers.count(7, 0x8000)).isZero();
    assertThat(callers.count(7, 0x5000)).isEqualTo(2);
  }

  @Test
  void countsNothingOfAProcessThatWasPutOffTooOften() {
    for (int attempt = 0; attempt < 4; attempt++) {
      assertThat(callers.count(7, 0x1000)).isEqualTo(1);
      callers.postpone(7);
    }

    assertThat(callers.count(7, 0x1000)).isZero();
  }

  @Test
  void beginsAnewWithAnotherProgram() {
    callers.count(7, 0x1000);
    callers.settle(7, 0x1000, 0x2000);
    callers.forget(7);

    assertThat(callers.count(7, 0x1000)).isEqualTo(1);
  }

  @Test
  void beginsAnewWithAnotherProcessAtTheSamePlace() {
    callers.count(7, 0x1000);
    callers.settle(7, 0x1000, 0x2000);

    assertThat(callers.count(7 + PLACES, 0x1000)).isEqualTo(1);
    assertThat(callers.count(7, 0x1000)).isEqualTo(1);
  }
}
