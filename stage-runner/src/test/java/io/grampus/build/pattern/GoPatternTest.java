package io.grampus.build.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class GoPatternTest {
  static Stream<Arguments> matches() {
    return TableRows.of("/pattern/go-match.txt", 3);
  }

  static Stream<Arguments> malformed() {
    return TableRows.of("/pattern/bad.txt", 1);
  }

  @ParameterizedTest
  @MethodSource
  void matches(String pattern, String name, String expected) {
    assertThat(GoPattern.of(pattern).matches(name.getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(expected.equals("yes"));
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void refusesMalformedPatterns(String pattern) {
    assertThatThrownBy(() -> GoPattern.of(pattern))
        .isInstanceOf(PatternException.class)
        .hasMessageContaining(pattern);
  }

  @Test
  void takesAByteThatIsNotUtf8AsOneCharacter() {
    byte[] name = {'a', (byte) 0xFF, 'b'};
    assertThat(GoPattern.of("a?b").matches(name)).isTrue();
    assertThat(GoPattern.of("a*b").matches(name)).isTrue();
    assertThat(GoPattern.of("a[^x]b").matches(name)).isTrue();
    assertThat(GoPattern.of("a??b").matches(name)).isFalse();
    assertThat(GoPattern.of("a\uFFFDb").matches(name)).isFalse();
    byte[] truncated = {(byte) 0xE6, (byte) 0x97};
    assertThat(GoPattern.of("??").matches(truncated)).isTrue();
  }

  @Test
  void takesLinearTimeForManyStars() {
    GoPattern pattern = GoPattern.of("*a".repeat(200) + "b");
    byte[] name = "a".repeat(4_000).getBytes(StandardCharsets.UTF_8);
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(10), () -> assertThat(pattern.matches(name)).isFalse());
  }

  @ParameterizedTest
  @CsvSource({
    "a/b/c,a/b/c,''",
    "a/*.c,a,*.c",
    "*.c,.,*.c",
    "/a/b*/c,/a,b*/c",
    "/*,/,*",
    "a/../b/?,b,?",
    "a\\*/b,a\\*/b,''",
    "a/[x]/*,a,[x]/*",
    ".,.,''",
    "/,/,''"
  })
  void cutsSourcesBeforeTheFirstWildcard(String path, String directory, String pattern) {
    assertThat(WildcardPath.of(path)).isEqualTo(new WildcardPath(directory, pattern));
  }

  @ParameterizedTest
  @CsvSource({
    "'',.",
    ".,.",
    "/,/",
    "//,/",
    "a,a",
    "a/,a",
    "a//b,a/b",
    "./a,a",
    "a/.,a",
    "a/..,.",
    "a/../b,b",
    "..,..",
    "../a,../a",
    "../../a,../../a",
    "/..,/",
    "/../a,/a",
    "a/b/../../..,..",
    "/a/./b//c/,/a/b/c"
  })
  void cleansPaths(String path, String cleaned) {
    assertThat(CleanPath.of(path)).isEqualTo(cleaned);
  }

  @ParameterizedTest
  @CsvSource({
    "/a,b,/a/b",
    "/a,/b,/b",
    "/,b,/b",
    "/a,..,/",
    "'',b,/b",
    "/a,.,/a",
    "/a/b,../c/,/a/c"
  })
  void resolvesPaths(String directory, String path, String resolved) {
    assertThat(CleanPath.resolve(directory, path)).isEqualTo(resolved);
  }
}
