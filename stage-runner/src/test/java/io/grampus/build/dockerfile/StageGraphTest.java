package io.grampus.build.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grampus.build.pattern.TableRows;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class StageGraphTest {
  private static final String THREE =
      """
      FROM base AS one
      RUN one
      FROM one AS two
      RUN two
      FROM scratch AS Three
      COPY --from=ONE /a /
      COPY --from=1 /b /
      RUN --mount=from=outside,target=/x y
      FROM other
      """;

  static Stream<Arguments> graphErrors() {
    return TableRows.of("/dockerfile/graph-errors.txt", 4);
  }

  @ParameterizedTest
  @CsvSource({
    "one,0,one",
    "ONE,0,one",
    "two,'0 1',two",
    "three,'0 1 2',three",
    "2,'0 1 2',three",
    "3,3,stage-3",
    "'',3,stage-3"
  })
  void ordersWhatATargetNeeds(String target, String order, String name) {
    StageGraph graph = TestDockerfiles.graph(THREE, target(target));
    assertThat(graph.order().stream().map(stage -> Integer.toString(stage.index())))
        .containsExactly(order.split(" "));
    assertThat(graph.target().displayName()).isEqualTo(name);
  }

  @Test
  void resolvesWhatStagesReferTo() {
    StageGraph graph = TestDockerfiles.graph(THREE, target(null));
    assertThat(graph.stage(0).base()).isEqualTo(new StageSource.External("base"));
    assertThat(graph.stage(1).base()).isEqualTo(new StageSource.OfStage(0));
    assertThat(graph.stage(2).base()).isEqualTo(new StageSource.OfScratch());
    assertThat(graph.stage(2).source("ONE")).isEqualTo(new StageSource.OfStage(0));
    assertThat(graph.stage(2).source("1")).isEqualTo(new StageSource.OfStage(1));
    assertThat(graph.stage(2).source("outside")).isEqualTo(new StageSource.External("outside"));
    assertThat(graph.stage(2).dependencies()).containsExactly(0, 1);
  }

  @Test
  void takesAStageAsABaseOnlyInLowerCase() {
    StageGraph graph = TestDockerfiles.graph("FROM a AS Base\nFROM base\nFROM Base", target(null));
    assertThat(graph.stage(1).base()).isEqualTo(new StageSource.OfStage(0));
    assertThat(graph.stage(2).base()).isEqualTo(new StageSource.External("Base"));
  }

  @ParameterizedTest
  @MethodSource("graphErrors")
  void refuses(String dockerfile, String target, String line, String problem) {
    assertThatThrownBy(() -> TestDockerfiles.graph(dockerfile, target(target)))
        .isInstanceOfSatisfying(
            DockerfileException.class,
            failure -> {
              assertThat(failure.problem()).contains(problem);
              assertThat(failure.range().firstLine()).isEqualTo(Integer.parseInt(line));
              assertThat(failure.hint()).isNotBlank();
            });
  }

  @Test
  void letsAStageNobodyNeedsReferToALaterOne() {
    StageGraph graph =
        TestDockerfiles.graph("FROM a AS x\nCOPY --from=y / /\nFROM b AS y\n", target(null));
    assertThat(graph.order()).hasSize(1);
  }

  @Test
  void takesTheNearestEarlierStageForFromAndTheLastForCopy() {
    StageGraph graph =
        TestDockerfiles.graph(
            """
            FROM a AS x
            FROM b AS x
            FROM x AS y
            FROM z
            COPY --from=x / /
            FROM later
            FROM c AS later
            """,
            target(null));
    assertThat(graph.stage(2).base()).isEqualTo(new StageSource.OfStage(1));
    assertThat(graph.stage(3).source("x")).isEqualTo(new StageSource.OfStage(1));
    assertThat(graph.stage(4).base()).isEqualTo(new StageSource.External("later"));
    assertThat(graph.warnings()).extracting(Warning::rule).containsExactly("DuplicateStageName");
  }

  @Test
  void replacesVariablesOfFromByGlobalArguments() {
    String text =
        """
        ARG BASE=debian
        ARG TAG=${BASE}-12
        ARG GIVEN=default
        ARG NONE
        FROM --platform=$BUILDPLATFORM ${BASE}:${TAG} AS a
        FROM $GIVEN$NONE
        FROM "$TARGETARCH"
        """;
    GraphInputs inputs =
        new GraphInputs(
            Map.of("GIVEN", "given"),
            PlatformArguments.of("linux/amd64", "linux/arm64/v8"),
            null,
            Set.of());
    StageGraph graph = TestDockerfiles.graph(text, inputs);
    assertThat(graph.stage(0).base()).isEqualTo(new StageSource.External("debian:debian-12"));
    assertThat(graph.stage(0).platform()).isEqualTo("linux/amd64");
    assertThat(graph.stage(1).base()).isEqualTo(new StageSource.External("given"));
    assertThat(graph.stage(2).base()).isEqualTo(new StageSource.External("arm64"));
    assertThat(graph.arguments().global())
        .containsEntry("TAG", "debian-12")
        .containsEntry("GIVEN", "given")
        .containsEntry("TARGETVARIANT", "v8")
        .containsEntry("TARGETSTAGE", "default")
        .doesNotContainKey("NONE");
  }

  @Test
  void letsANamedContextTakeAStagesPlace() {
    GraphInputs inputs = new GraphInputs(Map.of(), Map.of(), null, Set.of("one"));
    StageGraph graph = TestDockerfiles.graph(THREE, inputs);
    assertThat(graph.stage(0).base()).isEqualTo(new StageSource.External("one"));
    assertThat(graph.stage(0).steps()).isEmpty();
    assertThat(graph.stage(1).base()).isEqualTo(new StageSource.OfStage(0));
  }

  @Test
  void runsTriggersOfAStageInItsChildrenOnly() {
    StageGraph graph =
        TestDockerfiles.graph(
            """
            FROM tools AS tools
            FROM a AS base
            ONBUILD COPY --from=tools /t /
            ONBUILD RUN <<E
            hello
            E
            FROM base AS child
            RUN own
            FROM child
            """,
            target("child"));
    assertThat(graph.stage(2).steps())
        .extracting(Instruction::text)
        .containsExactly("COPY --from=tools /t /", "RUN <<E", "RUN own");
    assertThat(graph.stage(2).triggers().get(0).range().firstLine()).isEqualTo(7);
    assertThat(graph.order()).extracting(Stage::index).containsExactly(0, 1, 2);
    assertThat(graph.stage(3).triggers()).isEmpty();
  }

  @Test
  void takesInTriggersOfABaseImage() {
    StageGraph graph = TestDockerfiles.graph("FROM x AS x\nFROM a\nRUN own\n", target(null));
    StageGraph changed = graph.withTriggers(1, List.of("COPY --from=x /a /", "USER app"));
    assertThat(graph.order()).hasSize(1);
    assertThat(changed.order()).extracting(Stage::index).containsExactly(0, 1);
    assertThat(changed.stage(1).steps())
        .extracting(Instruction::text)
        .containsExactly("COPY --from=x /a /", "USER app", "RUN own");
    assertThatThrownBy(() -> graph.withTriggers(1, List.of("COPY --from=7 / /")))
        .isInstanceOf(DockerfileException.class)
        .hasMessageContaining("Dockerfile:2: invalid stage index 7");
  }

  @Test
  void copesWithTensOfThousandsOfStages() {
    StringBuilder text = new StringBuilder("FROM a AS s0\n");
    for (int index = 1; index < 20_000; index++) {
      text.append("FROM s%d AS s%d%n".formatted(index - 1, index));
    }
    assertThat(TestDockerfiles.graph(text.toString(), target(null)).order()).hasSize(20_000);
  }

  private static GraphInputs target(@Nullable String name) {
    return new GraphInputs(Map.of(), Map.of(), name, Set.of());
  }
}
