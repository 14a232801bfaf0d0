package io.grampus.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessListTest {
  @ParameterizedTest
  @CsvSource({
    "'', true",
    "02000000, true",
    "01000000, false",
    "0200, false",
    "0200000001000600ffffffff04000400ffffffff20000400ffffffff, false"
  })
  void knowsTheValuesThatRemoveAList(String value, boolean none) {
    assertThat(AccessList.isNone(HexFormat.of().parseHex(value))).isEqualTo(none);
  }
}
