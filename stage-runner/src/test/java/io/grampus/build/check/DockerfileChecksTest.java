package io.grampus.build.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grampus.build.dockerfile.DockerfileException;
import io.grampus.build.dockerfile.DockerfileReader;
import io.grampus.build.dockerfile.GraphInputs;
import io.grampus.build.dockerfile.InstructionParser;
import io.grampus.build.dockerfile.ParsedDockerfile;
import io.grampus.build.dockerfile.PlatformArguments;
import io.grampus.build.dockerfile.StageGraph;
import io.grampus.build.dockerfile.Warning;
import io.grampus.build.pattern.IgnoreRules;
import io.grampus.build.pattern.TableRows;
import io.grampus.os.GrampusException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each rule finds what it is about, at its line, and nothing else. */
class DockerfileChecksTest {
  private static final Map<String, String> PREDEFINED =
      PlatformArguments.of("linux/amd64", "linux/amd64");
  private static final Map<String, BaseFacts> BASES =
      Map.of(
          "known", new BaseFacts(Map.of("KNOWN", "1"), List.of(), "linux/amd64"),
          "known:1", new BaseFacts(Map.of(), List.of(), "linux/amd64"),
          "shelled", new BaseFacts(Map.of(), List.of("/bin/bash"), "linux/amd64"),
          "arm", new BaseFacts(Map.of(), List.of(), "linux/arm64"));

  static Stream<Arguments> rules() {
    return TableRows.of("/check/rules.txt", 3);
  }

  @ParameterizedTest
  @MethodSource("rules")
  void findsWhatRulesAreAbout(String dockerfile, String expected, String message) {
    List<Warning> warnings = check(dockerfile, Map.of());

    assertThat(
            warnings.stream()
                .map(warning -> warning.rule() + ":" + warning.range().firstLine())
                .collect(Collectors.joining(", ")))
        .isEqualTo(expected);
    if (!warnings.isEmpty()) {
      assertThat(warnings.get(0).message()).contains(message);
    }
  }

  @Test
  void leavesItToTheBuildToSayWhatIsWrong() {
    ParsedDockerfile dockerfile =
        parse("FROM known AS broken\nENV A=${B:?no}\nFROM known\nENV C=${D:?no}\nCMD a");
    DockerfileChecks checks = checks(CheckOptions.of(dockerfile, Map.of()));
    assertThat(checks.check(dockerfile, graph(dockerfile))).isEmpty();
    assertThat(checks.checkAll(dockerfile, graph(dockerfile)).failure())
        .hasMessageContaining("Dockerfile:2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "EXPOSE 80/what",
        "ARG P=99999\nEXPOSE $P",
        "STOPSIGNAL WHAT",
        "COPY --chmod=64a a /b",
        "COPY http://a/b /c",
        "ADD --checksum=x a /b",
        "ENV T=what\nRUN --mount=type=$T x"
      })
  void findsWhatABuildWouldRefuse(String instructions) {
    String text = "FROM known AS broken\n" + instructions + "\nFROM known";
    assertThatThrownBy(() -> check(text, Map.of()))
        .isInstanceOf(DockerfileException.class)
        .hasMessageContaining("Dockerfile:" + (instructions.contains("\n") ? 3 : 2));
  }

  @Test
  void saysNothingOfWordsThatMayBeMadeOfVariablesOfTheBase() {
    assertThat(check("FROM elsewhere\nEXPOSE 8$PORT/$KIND\nADD --checksum=x $URL /", Map.of()))
        .isEmpty();
  }

  @Test
  void followsOnlyWhatTheBuildNeeds() {
    ParsedDockerfile dockerfile = parse("FROM known AS unused\nCMD a\nFROM known");
    DockerfileChecks checks = checks(CheckOptions.of(dockerfile, Map.of()));
    assertThat(checks.check(dockerfile, graph(dockerfile))).isEmpty();
    assertThat(checks.checkAll(dockerfile, graph(dockerfile)).warnings()).hasSize(1);
  }

  @Test
  void hasARowForEveryRule() {
    String rows = rules().map(row -> String.valueOf(row.get()[1])).collect(Collectors.joining(" "));
    assertThat(CheckRule.values()).hasSize(22).allMatch(rule -> rows.contains(rule.rule() + ":"));
  }

  @Test
  void takesTheBuildArgumentInPlaceOfTheDirective() {
    String dockerfile = "# check=skip=all\nFROM known AS A\nCMD a";
    assertThat(check(dockerfile, Map.of(CheckOptions.ARGUMENT, "skip=JSONArgsRecommended")))
        .extracting(Warning::rule)
        .containsExactly("StageNameCasing");
  }

  @Test
  void refusesBrokenRulesWhereTheyAreErrors() {
    DockerfileChecks checks = checks(new CheckOptions(Set.of(), Set.of(), true));
    List<Warning> warnings = check("FROM known AS A\nCMD a", Map.of());
    assertThat(checks.violation(warnings))
        .hasValueSatisfying(
            failure ->
                assertThat(failure)
                    .hasMessage(
                        "lint violation found for rules: JSONArgsRecommended, StageNameCasing"));
    assertThat(checks.violation(List.of())).isEmpty();
  }

  @Test
  void findsWhatStandsBeforeAWrongInstruction() {
    ParsedDockerfile dockerfile = parse("FROM known AS A\nCOPY $B /\nEXPOSE 80/what\nCMD a");
    CheckedStages checked =
        checks(CheckOptions.of(dockerfile, Map.of())).checkAll(dockerfile, graph(dockerfile));
    assertThat(checked.failure()).hasMessageContaining("Dockerfile:3");
    assertThat(checked.warnings())
        .extracting(Warning::rule)
        .containsExactly("StageNameCasing", "UndefinedVar");
  }

  @Test
  void findsFormsWithoutStages() {
    ParsedDockerfile dockerfile = parse("FROM scratch AS A\nFROM ${B} AS c");
    assertThat(checks(CheckOptions.of(dockerfile, Map.of())).checkForms(dockerfile))
        .extracting(Warning::rule)
        .contains("StageNameCasing", "UndefinedArgInFrom");
  }

  @Test
  void takesTheFirstWordOfADirective() {
    assertThat(check("# check = skip=all // why\nFROM known AS A", Map.of())).isEmpty();
  }

  @Test
  void addsUpWhatIsSkipped() {
    assertThat(check("# check=skip=all;skip=JSONArgsRecommended\nFROM known AS A", Map.of()))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"skip", "what=1", "error=maybe", "skip=A;;error=true"})
  void refusesOptionsThatThereAreNot(String text) {
    assertThatThrownBy(() -> CheckOptions.parse(text))
        .isInstanceOf(GrampusException.class)
        .hasMessageStartingWith("invalid check option");
  }

  @ParameterizedTest
  @CsvSource({
    "StageNameCasing, stage-name-casing",
    "JSONArgsRecommended, json-args-recommended",
    "UndefinedArgInFrom, undefined-arg-in-from",
    "SecretsUsedInArgOrEnv, secrets-used-in-arg-or-env"
  })
  void knowsWhereTheReferenceExplainsARule(String rule, String page) {
    assertThat(CheckRule.url(rule)).endsWith("/" + page + "/");
  }

  @Test
  void outlinesWhatTheTargetTakes() {
    ParsedDockerfile dockerfile =
        parse(
            """
            ARG GLOBAL=g
            FROM known AS unused
            ARG NOT_NEEDED
            # app is what is built
            FROM known AS app
            # NAME of the user
            ARG NAME=me
            ARG GLOBAL
            RUN --mount=type=secret,id=key,required --mount=type=cache,target=/c --mount=type=ssh x
            """);
    Outline outline = Outline.of(dockerfile, graph(dockerfile));
    assertThat(outline.name()).isEqualTo("app");
    assertThat(outline.description()).isEqualTo("is what is built");
    assertThat(outline.arguments())
        .containsExactly(
            new Outline.Argument("GLOBAL", "g", ""),
            new Outline.Argument("NAME", "me", "of the user"));
    assertThat(outline.secrets()).containsExactly(new Outline.Mounted("key", true));
    assertThat(outline.ssh()).containsExactly(new Outline.Mounted("default", false));
    assertThat(outline.caches()).containsExactly("/c");
  }

  @Test
  void listsTargets() {
    StageGraph graph = graph(parse("# a text\nFROM known AS a\nFROM a"));
    assertThat(Target.of(graph))
        .containsExactly(
            new Target("a", "text", "known", "", false), new Target("", "", "a", "", true));
  }

  private static List<Warning> check(String text, Map<String, String> arguments) {
    ParsedDockerfile dockerfile = parse(text);
    CheckedStages checked =
        checks(CheckOptions.of(dockerfile, arguments)).checkAll(dockerfile, graph(dockerfile));
    if (checked.failure() != null) {
      throw checked.failure();
    }
    return checked.warnings();
  }

  private static DockerfileChecks checks(CheckOptions options) {
    byte[] ignored = "hidden\ndir\n".getBytes(StandardCharsets.UTF_8);
    return new DockerfileChecks(
        options,
        PREDEFINED,
        IgnoreRules.parse(ignored),
        name -> Optional.ofNullable(BASES.get(name)));
  }

  private static ParsedDockerfile parse(String text) {
    return InstructionParser.parse(
        DockerfileReader.read("Dockerfile", text.getBytes(StandardCharsets.UTF_8)));
  }

  private static StageGraph graph(ParsedDockerfile dockerfile) {
    return StageGraph.build(dockerfile, new GraphInputs(Map.of(), PREDEFINED, null, Set.of()));
  }
}
