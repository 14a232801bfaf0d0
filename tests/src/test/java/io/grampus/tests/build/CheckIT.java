package io.grampus.tests.build;

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

/** Checks of Dockerfiles, by themselves and as part of a build. */
@WholeProgram
@Requires({USERNS, OVERLAY, UMOCI, SKOPEO, BUSYBOX})
class CheckIT {
  @Test
  void checksWithoutBuilding(Workspace workspace) {
    workspace.dockerfile("FROM busybox AS Build", "RUN false", "COPY $nothing /x", "CMD echo x");
    Outcome outcome = workspace.grampus().build("--check");
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.output())
        .startsWith("Check complete, 3 warnings have been found.")
        .containsSubsequence(
            "WARNING: StageNameCasing - ",
            "Dockerfile:1\n",
            "WARNING: UndefinedVar - ",
            "Dockerfile:3\n",
            "WARNING: JSONArgsRecommended - ",
            "Dockerfile:4\n");
  }

  @Test
  void showsWarningsBeforeWhatIsWrong(Workspace workspace) {
    workspace.dockerfile("FROM busybox AS Build", "BADCMD");
    Outcome outcome = workspace.grampus().build("--check");
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.output()).contains("WARNING: StageNameCasing - ");
    assertThat(outcome.errors()).contains("unknown instruction: BADCMD");
  }

  @Test
  void refusesWhatNoImageCanBeCalledInStagesThatNothingNeeds(Workspace workspace) {
    workspace.dockerfile("FROM scratch AS unused", "COPY --from=Inv@lid / /", "FROM busybox");
    Outcome outcome = workspace.grampus().build();
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.errors()).contains("Dockerfile:2\n", "COPY --from=Inv@lid");
  }

  @Test
  void showsWarningsAtTheEndOfABuild(Workspace workspace) {
    workspace.dockerfile("FROM busybox", "CMD echo x");
    assertThat(workspace.grampus().build().mustSucceed().errors())
        .endsWith(
            " - JSONArgsRecommended: JSON arguments recommended for CMD to prevent unintended"
                + " behavior related to OS signals (line 2)\n");
    Outcome skipped =
        workspace
            .grampus()
            .build("--build-arg", "BUILDKIT_DOCKERFILE_CHECK=skip=JSONArgsRecommended");
    assertThat(skipped.mustSucceed().errors()).doesNotContain("warning");
  }

  @Test
  void buildsNothingWhereWarningsAreErrors(Workspace workspace) {
    workspace.dockerfile("# check=error=true", "FROM busybox", "RUN touch /x", "CMD echo x");
    Outcome outcome = workspace.grampus().build();
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.errors())
        .contains("ERROR: lint violation found for rules: JSONArgsRecommended")
        .doesNotContain("RUN touch");
  }
}
