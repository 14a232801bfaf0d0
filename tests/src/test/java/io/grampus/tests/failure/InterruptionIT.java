package io.grampus.tests.failure;

import static io.grampus.tests.harness.Requirement.BUSYBOX;
import static io.grampus.tests.harness.Requirement.OVERLAY;
import static io.grampus.tests.harness.Requirement.SKOPEO;
import static io.grampus.tests.harness.Requirement.UMOCI;
import static io.grampus.tests.harness.Requirement.USERNS;
import static org.assertj.core.api.Assertions.assertThat;

import io.grampus.tests.harness.Grampus;
import io.grampus.tests.harness.ProcessTree;
import io.grampus.tests.harness.Requires;
import io.grampus.tests.harness.RunningCommand;
import io.grampus.tests.harness.WholeProgram;
import io.grampus.tests.harness.Workspace;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A build that is ended from outside leaves no process, no mount, and a store that works. */
@WholeProgram
@Requires({USERNS, OVERLAY, UMOCI, SKOPEO, BUSYBOX})
class InterruptionIT {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM", "HUP", "KILL"})
  void aSignalEndsAllThatABuildHasStarted(String signal, Workspace workspace) {
    RunningCommand build = startLongBuild(workspace);
    ProcessTree processes = ProcessTree.of(build.pid());
    assertThat(processes.size()).isGreaterThanOrEqualTo(3);

    build.signal(signal);

    mustBeGone(build, processes);
    theStoreStillWorks(workspace);
  }

  /** A terminal sends the signal to every process of the foreground group. */
  @Test
  void controlCEndsItWithTheShellsExitCode(Workspace workspace) {
    RunningCommand build = startLongBuild(workspace);
    ProcessTree processes = ProcessTree.of(build.pid());

    build.signalGroup("INT");

    mustBeGone(build, processes);
    assertThat(build.outcome().exitCode()).isEqualTo(130);
    assertThat(build.errors()).doesNotContain("Exception");
    theStoreStillWorks(workspace);
  }

  @Test
  void controlCDuringTheUnpackingOfABaseLeavesNoHalfBase(Workspace workspace) {
    workspace.dockerfile("FROM busybox", "RUN test -x /bin/busybox -a -f /etc/group");
    Grampus grampus = workspace.grampus();
    for (int milliseconds = 100; milliseconds <= 900; milliseconds += 200) {
      RunningCommand build =
          grampus.behind("setsid").command(grampus.buildArguments("--no-cache")).start();
      build.await(Duration.ofMillis(milliseconds));
      ProcessTree processes = ProcessTree.of(build.pid());
      if (build.isAlive()) {
        build.signalGroup("KILL");
      }
      mustBeGone(build, processes);
    }

    grampus.build("--no-cache").mustSucceed();
  }

  @Test
  void aFailingRunLeavesNoProcess(Workspace workspace) {
    workspace.dockerfile("FROM busybox", "RUN sleep 86417 & exit 3");

    assertThat(workspace.grampus().build().exitCode()).isEqualTo(3);

    noProcessIsCalled("86417");
    theStoreStillWorks(workspace);
  }

  @Test
  void aRunThatLeavesADaemonBehindEnds(Workspace workspace) {
    workspace.dockerfile(
        "FROM busybox", "RUN (setsid sleep 86418 >/dev/null 2>&1 &) ; echo on > /f");

    workspace.grampus().build().mustSucceed();

    noProcessIsCalled("86418");
  }

  private static RunningCommand startLongBuild(Workspace workspace) {
    workspace.dockerfile(
        "FROM busybox",
        "RUN echo first > /first",
        "RUN sleep 86416 & echo $((6 * 7)) is reached; wait");
    Grampus grampus = workspace.grampus();
    RunningCommand build = grampus.behind("setsid").command(grampus.buildArguments()).start();
    build.awaitErrors(PATIENCE, "42 is reached");
    return build;
  }

  private static void mustBeGone(RunningCommand build, ProcessTree processes) {
    assertThat(build.await(PATIENCE)).as("the program ends").isTrue();
    processes.mustEnd();
  }

  private static void theStoreStillWorks(Workspace workspace) {
    workspace.dockerfile("FROM busybox", "RUN echo first > /first", "RUN cat /first > /second");
    assertThat(workspace.grampus().image().tree().at("/second").text()).isEqualTo("first\n");
    workspace.grampus().succeed("prune");
    workspace.grampus().build("--no-cache").mustSucceed();
  }

  private static void noProcessIsCalled(String argument) {
    assertThat(ProcessHandle.allProcesses())
        .noneMatch(process -> process.info().commandLine().orElse("").contains(argument));
  }
}
