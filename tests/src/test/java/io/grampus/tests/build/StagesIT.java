package io.grampus.tests.build;

import static io.grampus.tests.harness.Requirement.BUSYBOX;
import static io.grampus.tests.harness.Requirement.OVERLAY;
import static io.grampus.tests.harness.Requirement.UMOCI;
import static io.grampus.tests.harness.Requirement.USERNS;
import static org.assertj.core.api.Assertions.assertThat;

import io.grampus.tests.harness.Gate;
import io.grampus.tests.harness.Grampus;
import io.grampus.tests.harness.Outcome;
import io.grampus.tests.harness.Registry;
import io.grampus.tests.harness.Requires;
import io.grampus.tests.harness.RunningCommand;
import io.grampus.tests.harness.WholeProgram;
import io.grampus.tests.harness.Workspace;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Several stages: side by side, ended together, and the same image in any order. */
@WholeProgram
@Requires({USERNS, OVERLAY, UMOCI, BUSYBOX})
class StagesIT {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @Test
  void independentStagesAreBuiltSideBySide(Workspace workspace) {
    int port = Registry.unusedPort();
    workspace.dockerfile(
        "FROM busybox AS hears",
        "RUN timeout 60 nc -l -p " + port + " > /heard",
        "FROM busybox AS says",
        "RUN until echo word | nc 127.0.0.1 " + port + "; do sleep 0.2; done; echo said > /said",
        "FROM busybox",
        "COPY --from=hears /heard /",
        "COPY --from=says /said /",
        "RUN cat /heard /said");

    Outcome outcome = workspace.grampus().build("--jobs", "2").mustSucceed();

    assertThat(outcome.errors())
        .containsPattern("[0-9.]+ word\n")
        .containsPattern("[0-9.]+ said\n");
  }

  @Test
  void theFirstFailureEndsTheOtherStagesAndIsTheBuilds(Workspace workspace) {
    Gate gate = Gate.closed(workspace);
    workspace.dockerfile(
        "FROM busybox AS slow",
        "RUN echo runs as $((6 * 7)); sleep 1000",
        "FROM busybox AS broken",
        "RUN " + gate.command() + "; exit 7",
        "FROM busybox",
        "COPY --from=slow /bin/sh /1",
        "COPY --from=broken /bin/sh /2");
    Grampus grampus = workspace.grampus();

    RunningCommand build = grampus.command(grampus.buildArguments("--jobs", "2")).start();
    build.awaitErrors(PATIENCE, "runs as 42");
    gate.open();

    assertThat(build.await(PATIENCE)).isTrue();
    Outcome outcome = build.outcome();
    assertThat(outcome.exitCode()).isEqualTo(7);
    assertThat(outcome.errors())
        .containsPattern("#[0-9]+ CANCELED")
        .contains("Dockerfile:4")
        .doesNotContain("Dockerfile:2");
  }

  @Test
  void triggersOfAnImageBringInStages(Workspace workspace) {
    Grampus grampus = workspace.grampus();
    workspace.dockerfile(
        "FROM busybox", "ONBUILD RUN --mount=from=more,target=/m cp /m/more /m/added /");
    grampus.build("-t", "wants-more").mustSucceed();
    workspace.dockerfile("FROM busybox", "ONBUILD RUN echo added > /added");
    grampus.build("-t", "adds").mustSucceed();
    workspace.dockerfile(
        "FROM adds AS more",
        "RUN echo more > /more",
        "FROM wants-more",
        "CMD [\"cat\", \"/added\", \"/more\"]");

    String image = id(grampus);

    assertThat(grampus.succeed("run", image).output()).isEqualTo("added\nmore\n");
  }

  @Test
  void theOrderOfStagesDoesNotReachTheImage(Workspace workspace) {
    workspace.dockerfile(
        "FROM busybox AS one",
        "RUN echo 1 > /1",
        "FROM busybox AS two",
        "RUN echo 2 > /2",
        "FROM busybox",
        "COPY --from=two /2 /",
        "COPY --from=one /1 /",
        "CMD [\"cat\", \"/1\", \"/2\"]");
    Grampus grampus = workspace.grampus();

    String first = id(grampus, "--jobs", "4");
    String second = id(grampus, "--jobs", "1");

    assertThat(second).isEqualTo(first);
    assertThat(grampus.succeed("run", first).output()).isEqualTo("1\n2\n");
  }

  private static String id(Grampus grampus, String... options) {
    String text = grampus.build(options).mustSucceed().errors();
    return Pattern.compile("writing image (sha256:[0-9a-f]{64})")
        .matcher(text)
        .results()
        .findFirst()
        .orElseThrow()
        .group(1);
  }

  @Test
  void aStepThatTwoStagesShareIsExecutedOnce(Workspace workspace) {
    workspace.dockerfile(
        "FROM busybox AS one",
        "RUN sleep 1; cat /proc/sys/kernel/random/uuid > /id",
        "FROM busybox AS two",
        "RUN sleep 1; cat /proc/sys/kernel/random/uuid > /id",
        "FROM busybox",
        "COPY --from=one /id /1",
        "COPY --from=two /id /2",
        "RUN cmp /1 /2");

    workspace.grampus().build("--jobs", "2").mustSucceed();
    workspace.grampus().build("--jobs", "2", "--no-cache").mustSucceed();
  }

  @Test
  void theCacheOfOneStageCanBeIgnored(Workspace workspace) {
    workspace.dockerfile(
        "FROM busybox AS kept",
        "RUN echo kept > /kept",
        "FROM busybox AS Fresh",
        "RUN echo fresh > /fresh",
        "FROM busybox",
        "COPY --from=kept /kept /",
        "COPY --from=fresh /fresh /");
    Grampus grampus = workspace.grampus();
    grampus.build().mustSucceed();

    String log = grampus.build("--no-cache-filter", "fresh").mustSucceed().errors();

    assertThat(ending(log, "RUN echo kept")).isEqualTo("CACHED");
    assertThat(ending(log, "RUN echo fresh")).startsWith("DONE");
  }

  /** How the vertex ended whose label has that text. */
  static String ending(String log, String text) {
    String number =
        Pattern.compile("(?m)^#([0-9]+) \\[.*" + Pattern.quote(text))
            .matcher(log)
            .results()
            .findFirst()
            .orElseThrow(() -> new AssertionError(log))
            .group(1);
    return Pattern.compile("(?m)^#" + number + " ((CACHED|DONE|ERROR|CANCELED).*)$")
        .matcher(log)
        .results()
        .findFirst()
        .orElseThrow(() -> new AssertionError(log))
        .group(1);
  }

  @Test
  void explainsWhyAStepIsNotCached(Workspace workspace) {
    workspace.dockerfile("FROM busybox", "ARG V=1", "RUN echo $V > /v", "RUN echo more");
    Grampus grampus = workspace.grampus();
    grampus.build().mustSucceed();

    String log = grampus.build("--explain", "--build-arg", "V=2").mustSucceed().errors();

    assertThat(log)
        .contains("not cached: build argument V was \"1\", is \"2\"")
        .contains("not cached: what comes before it differs");
    assertThat(grampus.build("--explain", "--build-arg", "V=2").mustSucceed().errors())
        .doesNotContain("not cached");
  }
}
