package io.grampus.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PrintableTextTest {

  static Stream<Arguments> texts() {
    return Stream.of(
        Arguments.of("plain ünï 漢字", "plain ünï 漢字"),
        Arguments.of("\u001b[1;31mred\u001b[0m", "red"),
        Arguments.of("\u001b[?25lhidden\u001b[2J\u001b[10;10H", "hidden"),
        Arguments.of("\u001b]0;title\u0007after", "after"),
        Arguments.of("\u001b]8;;http://x\u001b\\link\u001b]8;;\u001b\\", "link"),
        Arguments.of("\u001bPdevice\u001b\\x", "x"),
        Arguments.of("\u001b(0graphics\u001b(B", "graphics"),
        Arguments.of("\u001bcreset", "reset"),
        Arguments.of("\u009b31mc1", "c1"),
        Arguments.of("cut off \u001b[12", "cut off "),
        Arguments.of("cut off \u001b", "cut off "),
        Arguments.of("bell\u0007 back\b null\u0000 del\u007f", "bell back null del"),
        Arguments.of("a\tb", "a       b"),
        Arguments.of("漢\tb", "漢      b"),
        Arguments.of("\u202eright to left\u202c", "right to left"));
  }

  @ParameterizedTest
  @MethodSource("texts")
  void keepsWhatIsHarmless(String text, String expected) {
    assertThat(PrintableText.of(text)).isEqualTo(expected);
  }

  /** Counting what stands before each tab once more would take minutes. */
  @Test
  @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void expandsALongLineOfTabs() {
    assertThat(PrintableText.of("\t".repeat(LineSplitter.LONGEST)))
        .hasSize(8 * LineSplitter.LONGEST);
  }

  @Test
  void neverLetsAControlCharacterThrough() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    char[] alphabet = "\u001b\u009b[](){}?;019mAHKPX^_\\ ab\u0007\u0000\n\r\t\u0085".toCharArray();
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int length = random.nextInt(20); length > 0; length--) {
        text.append(alphabet[random.nextInt(alphabet.length)]);
      }
      assertThat(PrintableText.of(text.toString()).codePoints().anyMatch(Character::isISOControl))
          .as("seed %d, text %s", seed, text)
          .isFalse();
    }
  }
}
