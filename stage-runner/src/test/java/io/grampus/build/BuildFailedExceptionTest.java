package io.grampus.build;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BuildFailedExceptionTest {
  private static final SourcePlace PLACE = new SourcePlace("Dockerfile", 1, 1, "RUN x");
  private static final SourcePlace OTHER = new SourcePlace("Dockerfile", 2, 2, "\nRUN x");

  @Test
  void keepsTheExitCodeWhenItGetsAPlace() {
    BuildFailedException failure = BuildFailedException.ofCommand("x", 42, null).at(PLACE);
    assertThat(failure.place()).isEqualTo(PLACE);
    assertThat(failure.exitCode()).hasValue(42);
    assertThat(failure).hasMessage("process \"x\" did not complete successfully: exit code: 42");
  }

  @Test
  void keepsTheFirstPlace() {
    BuildFailedException failure = new BuildFailedException("x", "y", "z", PLACE, null);
    assertThat(failure.at(OTHER)).isSameAs(failure);
    assertThat(failure.exitCode()).isEmpty();
  }
}
