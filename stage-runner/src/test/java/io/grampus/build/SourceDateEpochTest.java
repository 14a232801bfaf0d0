package io.grampus.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.grampus.os.GrampusException;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourceDateEpochTest {
  @Test
  void isSecondsSince1970() {
    assertThat(SourceDateEpoch.of(Map.of(SourceDateEpoch.NAME, "1700000000")))
        .contains(Instant.parse("2023-11-14T22:13:20Z"));
    assertThat(SourceDateEpoch.of(Map.of(SourceDateEpoch.NAME, "0"))).contains(Instant.EPOCH);
    assertThat(SourceDateEpoch.of(Map.of(SourceDateEpoch.NAME, ""))).isEmpty();
    assertThat(SourceDateEpoch.of(Map.of())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "now", "1.5", " 1", "1700000000000000"})
  void refusesWhatIsNoNumberOfSeconds(String text) {
    assertThatExceptionOfType(GrampusException.class)
        .isThrownBy(() -> SourceDateEpoch.of(Map.of(SourceDateEpoch.NAME, text)))
        .withMessageContaining("\"" + text + "\"")
        .satisfies(e -> assertThat(e.code()).isEqualTo("epoch-invalid"));
  }
}
