package io.grampus.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantityTest {

  @ParameterizedTest
  @CsvSource({
    "0,0B",
    "999,999B",
    "1000,1.00kB",
    "1234,1.23kB",
    "999994,999.99kB",
    "999999,1.00MB",
    "48000000,48.00MB",
    "2500000000,2.50GB",
    "9223372036854775807,9.22EB",
  })
  void countsInDecimalUnits(long bytes, String expected) {
    assertThat(Quantity.bytes(bytes)).isEqualTo(expected);
  }
}
