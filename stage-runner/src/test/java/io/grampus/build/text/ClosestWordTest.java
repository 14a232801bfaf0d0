package io.grampus.build.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClosestWordTest {

  @ParameterizedTest
  @CsvSource({
    "dst,dest",
    "dset,dest",
    "nmae,name",
    "destt,dest",
    "x,",
    "directory,",
    "pus,push",
  })
  void findsWhatIsOneSlipAway(String word, String expected) {
    assertThat(ClosestWord.to(word, List.of("dest", "name", "push")).orElse(null))
        .isEqualTo(expected);
  }
}
