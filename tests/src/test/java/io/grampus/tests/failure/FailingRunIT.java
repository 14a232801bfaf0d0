package io.grampus.tests.failure;

import static io.grampus.tests.harness.Requirement.BUSYBOX;
import static io.grampus.tests.harness.Requirement.OVERLAY;
import static io.grampus.tests.harness.Requirement.SKOPEO;
import static io.grampus.tests.harness.Requirement.UMOCI;
import static io.grampus.tests.harness.Requirement.USERNS;
import static org.assertj.core.api.Assertions.assertThat;

import io.grampus.tests.harness.Outcome;
import io.grampus.tests.harness.Requires;
import io.grampus.tests.harness.WholeProgram;
import io.grampus.tests.harness.Workspace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A RUN that fails is the build's failure, shown with its line. */
@WholeProgram
@Requires({USERNS, OVERLAY, UMOCI, SKOPEO, BUSYBOX})
class FailingRunIT {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "RUN exit 42 | 42",
        "RUN false | 1",
        "RUN no-such-command | 127",
        "RUN /etc/passwd | 126",
        "RUN [\"/no/such/program\"] | 127",
        "RUN [\"/etc/passwd\"] | 126",
        "RUN sh -c 'kill -9 $$'; exit $? | 137"
      })
  void theExitCodeIsTheCommands(String instruction, int exitCode, Workspace workspace) {
    workspace.dockerfile("FROM busybox", "", "RUN true", instruction, "RUN echo never > /never");

    Outcome outcome = workspace.grampus().build("-t", "failed");

    assertThat(outcome.exitCode()).as(outcome.toString()).isEqualTo(exitCode);
    assertThat(outcome.errors())
        .contains("Dockerfile:4")
        .contains(">>> " + instruction)
        .doesNotContain("Exception");
    assertThat(workspace.grampus().run("inspect", "failed").exitCode()).isEqualTo(1);
  }

  @Test
  void whatTheCommandWroteIsShown(Workspace workspace) {
    workspace.dockerfile(
        "FROM busybox", "RUN echo some $((1 + 1)) words; echo and $((2 + 2)) errors >&2; exit 9");

    Outcome outcome = workspace.grampus().build();

    assertThat(outcome.exitCode()).isEqualTo(9);
    assertThat(outcome.errors())
        .contains("some 2 words")
        .contains("and 4 errors")
        .contains("exit code: 9");
    assertThat(outcome.output()).isEmpty();
  }

  @Test
  void quietBuildsShowWhichLineFailed(Workspace workspace) {
    workspace.dockerfile("FROM busybox", "RUN echo the $((1 + 1)) causes; exit 9");

    Outcome outcome = workspace.grampus().run("build", "--quiet", workspace.context().toString());

    assertThat(outcome.exitCode()).isEqualTo(9);
    assertThat(outcome.output()).isEmpty();
    assertThat(outcome.errors()).contains("Dockerfile:2").contains("exit code: 9");
  }
}
