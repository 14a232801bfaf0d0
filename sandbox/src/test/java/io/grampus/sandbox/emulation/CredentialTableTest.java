package io.grampus.sandbox.emulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CredentialTableTest {
  private final CredentialTable table = new CredentialTable();

  @Test
  void givesTheSameUserTheSameNumber() {
    int number = table.numberOf(33, 33, List.of(4, 5));
    assertThat(table.numberOf(33, 33, List.of(5, 4))).isEqualTo(number);
    assertThat(table.numberOf(33, 33, List.of(5))).isNotEqualTo(number);
    assertThat(table.numberOf(Credentials.ROOT)).isZero();
  }

  /** A program that changes its ids for ever must not take all memory. */
  @Test
  void isFullAtLast() {
    int first = table.numberOf(1, 1, List.of());
    int last =
        IntStream.range(1, 1 << 17).map(uid -> table.numberOf(uid, 1, List.of())).max().orElse(0);
    assertThat(last).isEqualTo((1 << 16) - 1);
    assertThat(table.numberOf(1 << 20, 1, List.of())).isNegative();
    assertThat(table.numberOf(1, 1, List.of())).isEqualTo(first);
  }

  @Test
  void isFullOfLongListsOfGroups() {
    int most = 1 << 16;
    for (int user = 0; user < 64; user++) {
      assertThat(table.numberOf(user, 1, groups(user, most))).isPositive();
    }
    assertThat(table.numberOf(64, 1, groups(64, most))).isNegative();
  }

  private static List<Integer> groups(int first, int count) {
    return IntStream.range(first, first + count).boxed().toList();
  }
}
