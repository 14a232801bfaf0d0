package io.grampus.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.grampus.os.ByteString;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VisibleTextTest {

  private static String of(int... bytes) {
    byte[] name = new byte[bytes.length];
    for (int index = 0; index < bytes.length; index++) {
      name[index] = (byte) bytes[index];
    }
    return VisibleText.of(ByteString.of(name));
  }

  @Test
  void keepsWhatPeopleCanRead() {
    assertThat(VisibleText.of(ByteString.of("usr/bin/ünï 漢字 🐳 <b>&")))
        .isEqualTo("usr/bin/ünï 漢字 🐳 <b>&");
  }

  @Test
  void escapesWhatIsNoTextOrDoesSomething() {
    assertThat(of(0xff, 'a', 0xc3)).isEqualTo("\\xffa\\xc3");
    assertThat(of(0xc0, 0xaf)).isEqualTo("\\xc0\\xaf");
    assertThat(of(0xed, 0xa0, 0x80)).isEqualTo("\\xed\\xa0\\x80");
    assertThat(of('\\', '\n', '\r', '\t', 0x1b, 0x7f)).isEqualTo("\\\\\\n\\r\\t\\x1b\\x7f");
    assertThat(VisibleText.of(ByteString.of("\u202e\u00a0\u2028")))
        .isEqualTo("\\u{202e}\\u{a0}\\u{2028}");
  }

  @Test
  void writesNoTwoNamesAlike() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    int[] alphabet = {'\\', 'x', 'f', 'u', '{', '2', '}', '\n', 'n', 0xff, 0xc3, 0xa9, 0xe2, 0x80};
    Map<String, ByteString> seen = new HashMap<>();
    for (int round = 0; round < 50_000; round++) {
      byte[] name = new byte[1 + random.nextInt(6)];
      for (int index = 0; index < name.length; index++) {
        name[index] = (byte) alphabet[random.nextInt(alphabet.length)];
      }
      ByteString bytes = ByteString.of(name);
      ByteString other = seen.putIfAbsent(VisibleText.of(bytes), bytes);
      assertThat(other == null || other.equals(bytes)).as("seed %d, %s", seed, bytes).isTrue();
    }
  }
}
