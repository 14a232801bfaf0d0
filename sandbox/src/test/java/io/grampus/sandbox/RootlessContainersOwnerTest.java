package io.grampus.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The attribute that umoci and runrootless share. */
final class RootlessContainersOwnerTest {
  private static final long UNCHANGED = RootlessContainersOwner.UNCHANGED;

  @ParameterizedTest
  @CsvSource({
    "08e007107b, 992, 123",
    "08ffffffff0f10c803, 4294967295, 456",
    "086210ffffffff0f, 98, 4294967295",
  })
  void readsAndWritesWhatOtherToolsWrite(String hex, long uid, long gid) {
    byte[] value = HexFormat.of().parseHex(hex);

    assertThat(RootlessContainersOwner.decode(value))
        .contains(new RootlessContainersOwner(uid, gid));
    assertThat(new RootlessContainersOwner(uid, gid).encode()).isEqualTo(value);
  }

  @Test
  void readsAMissingFieldAsZero() {
    assertThat(decode("08e007")).isEqualTo(new RootlessContainersOwner(992, 0));
    assertThat(decode("107b")).isEqualTo(new RootlessContainersOwner(0, 123));
    assertThat(decode("")).isEqualTo(new RootlessContainersOwner(0, 0));
  }

  @Test
  void writesBothFieldsEvenWhenZero() {
    assertThat(HexFormat.of().formatHex(new RootlessContainersOwner(0, 0).encode()))
        .isEqualTo("08001000");
  }

  @Test
  void leavesTheRealOwnerWhereUnchanged() {
    RootlessContainersOwner owner = new RootlessContainersOwner(UNCHANGED, 7);

    assertThat(owner.uidOr(5)).isEqualTo(5);
    assertThat(owner.gidOr(5)).isEqualTo(7);
  }

  @Test
  void skipsFieldsItDoesNotKnow() {
    assertThat(decode("1a03616263" + "08e007" + "2101020304050607082d01020304" + "107b"))
        .isEqualTo(new RootlessContainersOwner(992, 123));
  }

  @ParameterizedTest
  @ValueSource(strings = {"08", "08ff", "0c", "1aff", "00", "08ffffffffffffffffffffff01", "21aabb"})
  void refusesWhatIsNoSuchMessage(String hex) {
    assertThat(RootlessContainersOwner.decode(HexFormat.of().parseHex(hex))).isEmpty();
  }

  @Test
  void survivesAnyBytes() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      byte[] value = new byte[random.nextInt(24)];
      random.nextBytes(value);
      RootlessContainersOwner.decode(value)
          .ifPresent(
              owner ->
                  assertThat(RootlessContainersOwner.decode(owner.encode()))
                      .as("seed %d", seed)
                      .contains(owner));
    }
  }

  private static RootlessContainersOwner decode(String hex) {
    return RootlessContainersOwner.decode(HexFormat.of().parseHex(hex)).orElseThrow();
  }
}
