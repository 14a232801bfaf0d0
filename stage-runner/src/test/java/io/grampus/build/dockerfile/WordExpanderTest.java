package io.grampus.build.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grampus.build.pattern.TableRows;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class WordExpanderTest {
  private static final SourceRange AT = new SourceRange("Dockerfile", 7, 7, List.of("ENV x"));
  private static final Map<String, String> VARIABLES =
      Map.of(
          "A", "apple",
          "E", "",
          "P", "/usr/local/lib/x.tar.gz",
          "S", "one two",
          "U", "ünï",
          "D", "dot.dot",
          "W", "a*b",
          "N", "line1\nline2");

  static Stream<Arguments> words() {
    return TableRows.of("/dockerfile/words.txt", 3);
  }

  static Stream<Arguments> wordErrors() {
    return TableRows.of("/dockerfile/word-errors.txt", 2);
  }

  @ParameterizedTest
  @MethodSource("words")
  void expands(String word, String text, String words) {
    ExpandedWord expanded = new WordExpander('\\').expand(word, VARIABLES, AT);
    assertThat(expanded.text()).isEqualTo(text);
    assertThat(expanded.words().stream().collect(Collectors.joining("> <", "<", ">")))
        .isEqualTo(words.isEmpty() ? "<>" : words);
  }

  @ParameterizedTest
  @MethodSource("wordErrors")
  void namesPlaceAndCause(String word, String message) {
    assertThatThrownBy(() -> new WordExpander('\\').expand(word, VARIABLES, AT))
        .isInstanceOfSatisfying(
            DockerfileException.class,
            failure -> {
              assertThat(failure.range()).isEqualTo(AT);
              assertThat(failure.hint()).isNotBlank();
            })
        .hasMessageStartingWith("Dockerfile:7: failed to process ")
        .hasMessageContaining(message);
  }

  @Test
  void takesBacktickAsEscape() {
    WordExpander words = new WordExpander('`');
    assertThat(words.expand("C:\\dir`$A", VARIABLES, AT).text()).isEqualTo("C:\\dir$A");
    assertThat(words.expand("\"a`\"b\"", VARIABLES, AT).text()).isEqualTo("a\"b");
  }

  @Test
  void leavesQuotesOfFileContentAlone() {
    assertThat(WordExpander.forFileContent().expand("echo \"$A\" 'it'\n\\$A", VARIABLES, AT).text())
        .isEqualTo("echo \"apple\" 'it'\n$A");
  }

  @Test
  void tellsWhichVariablesWereFound() {
    ExpandedWord word = new WordExpander('\\').expand("$A ${NOPE:-$E} \"$X\"", VARIABLES, AT);
    assertThat(word.matched()).containsExactlyInAnyOrder("A", "E");
    assertThat(word.unmatched()).containsExactlyInAnyOrder("NOPE", "X");
  }

  @Test
  void keepsUnsetVariablesWhereAsked() {
    WordExpander words = new WordExpander('\\').with(WordExpander.Option.KEEP_UNSET);
    assertThat(words.expand("$NO ${NO} ${NO:-x} ${NO//a/b} $A", VARIABLES, AT).text())
        .isEqualTo("$NO ${NO} ${NO:-x} ${NO//a/b} apple");
  }

  @Test
  void refusesDeepNesting() {
    String word = "${N:-".repeat(5_000) + "}".repeat(5_000);
    assertThatThrownBy(() -> new WordExpander('\\').expand(word, Map.of(), AT))
        .isInstanceOf(DockerfileException.class)
        .hasMessageContaining("nested");
  }

  @Test
  void refusesResultsThatExplode() {
    Map<String, String> variables = Map.of("X", "x".repeat(1 << 20));
    assertThatThrownBy(() -> new WordExpander('\\').expand("$X".repeat(100), variables, AT))
        .isInstanceOf(DockerfileException.class)
        .hasMessageContaining("longer than");
    assertThatThrownBy(
            () -> new WordExpander('\\').expand("${X//x/" + "y".repeat(100) + "}", variables, AT))
        .isInstanceOf(DockerfileException.class)
        .hasMessageContaining("too long");
  }

  @Test
  void refusesPatternsThatBacktrackForEver() {
    Map<String, String> variables = Map.of("X", "a".repeat(5_000));
    String word = "${X#" + "*a".repeat(100) + "b}";
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () ->
            assertThatThrownBy(() -> new WordExpander('\\').expand(word, variables, AT))
                .isInstanceOf(DockerfileException.class)
                .hasMessageContaining("too long"));
  }
}
