package io.grampus.build.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class IgnoreRulesTest {
  private static final List<String> PARTS =
      List.of("a", "b", "ab", "*", "a*", "?", "**", "[ab]", "a/b", "b/a", "**/b", "a/**");

  static Stream<Arguments> rules() {
    return TableRows.of("/pattern/ignore.txt", 3);
  }

  @ParameterizedTest
  @MethodSource("rules")
  void leavesOut(String patterns, String path, String expected) {
    IgnoreRules rules = parse(patterns.replace(',', '\n'));
    assertThat(rules.matches(bytes(path))).isEqualTo(expected.equals("yes"));
    assertThat(walk(rules, path).matched()).isEqualTo(expected.equals("yes"));
  }

  @Test
  void skipsCommentsBlankLinesAndTheByteOrderMark() {
    IgnoreRules rules = parse("\uFEFF# comment\r\n\r\n  a  \r\n #b\n!\tc \n");
    assertThat(rules.matches(bytes("a"))).isTrue();
    assertThat(rules.matches(bytes("#b"))).isTrue();
    assertThat(rules.matches(bytes("# comment"))).isFalse();
    assertThat(parse("# only\n\n").isEmpty()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"!", "'a\n! '", "a[", "'[]'", "'**/['", "x\\", "[b-"})
  void refusesMalformedPatterns(String file) {
    assertThatThrownBy(() -> parse(file)).isInstanceOf(PatternException.class);
  }

  @Test
  void matchesNamesThatAreNotUtf8() {
    byte[] name = {'a', (byte) 0xC3};
    assertThat(IgnoreRules.parse(name).matches(name)).isTrue();
    assertThat(parse("a?").matches(name)).isTrue();
    assertThat(parse("aÃ").matches(name)).isFalse();
  }

  /** A parent that was brought back stays so below only if the rule itself matched the parent. */
  @Test
  void judgesAWalkByWhatTheParentsMatched() {
    IgnoreRules rules = parse("x/y\n!x");
    assertThat(rules.matches(bytes("x/y"))).isFalse();
    assertThat(walk(rules, "x/y").matched()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          foo             | foo       | true
          foo,!foo/bar    | foo       | false
          foo,!foo/bar    | foo/baz   | true
          foo,!bar        | foo       | true
          foo,!foo        | foo       | false
          *,!foo/bar      | bar       | true
          *,!foo/bar      | foo       | false
          *,!**/x.go      | foo       | false
          *,!*.go         | foo       | true
          *,!*/*.go       | foo       | false
          *,!*/*.go       | foo/bar   | true
          *,!foo/**       | foo       | false
          *,!foo/**       | bar       | true
          *,!foo**        | foo       | false
          *,!f?o/x        | foo       | false
          *,!a/**/b       | a         | false
          *,!a/**/b       | a/x/y     | false
          *,!a/**/b       | b         | true
          """)
  void prunesWhereNothingCanComeBack(String patterns, String directory, boolean expected) {
    IgnoreRules rules = parse(patterns.replace(',', '\n'));
    assertThat(rules.canPrune(bytes(directory), walk(rules, directory))).isEqualTo(expected);
  }

  @Test
  void neverPrunesWhatAWalkWouldKeep() {
    long seed = 20_261_121L;
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 3_000; round++) {
      StringBuilder file = new StringBuilder();
      for (int line = random.nextInt(4); line >= 0; line--) {
        file.append(random.nextBoolean() ? "!" : "");
        file.append(PARTS.get(random.nextInt(PARTS.size()))).append('/');
        file.append(PARTS.get(random.nextInt(PARTS.size()))).append('\n');
      }
      checkPruning(parse(file.toString()), "", "", 3);
    }
  }

  private static void checkPruning(IgnoreRules rules, String directory, String pruned, int depth) {
    for (String name : List.of("a", "b", "ab", "c")) {
      String path = directory + name;
      IgnoreVerdict verdict = walk(rules, path);
      assertThat(pruned.isEmpty() || verdict.matched()).as(pruned + " hides " + path).isTrue();
      if (depth > 1) {
        boolean prunes = pruned.isEmpty() && rules.canPrune(bytes(path), verdict);
        checkPruning(rules, path + "/", prunes ? path : pruned, depth - 1);
      }
    }
  }

  private static IgnoreVerdict walk(IgnoreRules rules, String path) {
    IgnoreVerdict verdict = rules.root();
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      verdict = rules.judge(bytes(path.substring(0, slash)), verdict);
    }
    return rules.judge(bytes(path), verdict);
  }

  private static IgnoreRules parse(String file) {
    return IgnoreRules.parse(bytes(file));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
