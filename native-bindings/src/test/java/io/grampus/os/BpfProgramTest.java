package io.grampus.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BpfProgramTest {
  @Test
  void jumpsToLabelsAhead() {
    BpfProgram program =
        new BpfProgram.Builder()
            .load(BpfProgram.NUMBER_OFFSET)
            .jumpIfEqual(7, "seven")
            .jumpIfAnySet(0x100, "large")
            .returns(1)
            .label("seven")
            .returns(2)
            .label("large")
            .returns(3)
            .build();

    assertThat(BpfInterpreter.run(program, 7, 0)).isEqualTo(2);
    assertThat(BpfInterpreter.run(program, 0x180, 0)).isEqualTo(3);
    assertThat(BpfInterpreter.run(program, 8, 0)).isEqualTo(1);
  }

  @Test
  void comparesUnsigned() {
    BpfProgram program =
        new BpfProgram.Builder()
            .load(BpfProgram.NUMBER_OFFSET)
            .jumpUnlessAtLeast(0x40000000, "small")
            .returns(1)
            .label("small")
            .returns(2)
            .build();

    assertThat(BpfInterpreter.run(program, -1, 0)).isEqualTo(1);
    assertThat(BpfInterpreter.run(program, 5, 0)).isEqualTo(2);
  }

  @Test
  void refusesALabelThatIsMissingBehindOrTooFar() {
    assertThatThrownBy(() -> new BpfProgram.Builder().jumpIfEqual(1, "nowhere").build())
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> new BpfProgram.Builder().label("back").load(0).jumpIfEqual(1, "back").build())
        .isInstanceOf(IllegalArgumentException.class);
    BpfProgram.Builder far = new BpfProgram.Builder().jumpIfEqual(1, "far");
    for (int count = 0; count < 300; count++) {
      far.load(0);
    }
    far.label("far").returns(0);
    assertThatThrownBy(far::build).isInstanceOf(IllegalArgumentException.class);
  }
}
