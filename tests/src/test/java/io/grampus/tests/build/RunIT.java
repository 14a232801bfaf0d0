package io.grampus.tests.build;

import static io.grampus.tests.harness.Requirement.BUSYBOX;
import static io.grampus.tests.harness.Requirement.OVERLAY;
import static io.grampus.tests.harness.Requirement.SKOPEO;
import static io.grampus.tests.harness.Requirement.UMOCI;
import static io.grampus.tests.harness.Requirement.USERNS;
import static org.assertj.core.api.Assertions.assertThat;

import io.grampus.tests.harness.Command;
import io.grampus.tests.harness.Grampus;
import io.grampus.tests.harness.Outcome;
import io.grampus.tests.harness.Requires;
import io.grampus.tests.harness.RunningCommand;
import io.grampus.tests.harness.WholeProgram;
import io.grampus.tests.harness.Workspace;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code grampus run}, as a shell sees it. */
@WholeProgram
@Requires({USERNS, OVERLAY, UMOCI, SKOPEO, BUSYBOX})
class RunIT {

  @Test
  void exitCodeAndStreamsAreTheCommands(Workspace workspace) {
    Outcome outcome =
        workspace.grampus().run("run", "busybox", "sh", "-c", "echo out; echo err >&2; exit 42");

    assertThat(outcome.exitCode()).isEqualTo(42);
    assertThat(outcome.output()).isEqualTo("out\n");
    assertThat(outcome.errors()).isEqualTo("err\n");
  }

  @Test
  void commandsThatCannotBeExecutedHaveTheShellsCodes(Workspace workspace) {
    Grampus grampus = workspace.grampus();

    assertThat(grampus.run("run", "busybox", "no-such-command").exitCode()).isEqualTo(127);
    assertThat(grampus.run("run", "busybox", "/etc/passwd").exitCode()).isEqualTo(126);
    assertThat(grampus.run("run", "--no-such-option").exitCode()).isEqualTo(125);
  }

  @Test
  void forgetsWhatTheCommandChanges(Workspace workspace) {
    Grampus grampus = workspace.grampus();

    grampus.succeed("run", "busybox", "sh", "-c", "rm /etc/passwd; touch /new; chown 7 /tmp");

    assertThat(grampus.succeed("run", "busybox", "ls", "/").output()).doesNotContain("new");
    assertThat(grampus.succeed("run", "busybox", "stat", "-c", "%u", "/tmp").answer())
        .isEqualTo("0");
    assertThat(grampus.succeed("run", "busybox", "cat", "/etc/passwd").output()).contains("app");
  }

  @Test
  void optionsOverrideTheImage(Workspace workspace) {
    workspace.dockerfile(
        "FROM busybox",
        "ENV A=image",
        "WORKDIR /srv",
        "USER app",
        "ENTRYPOINT [\"echo\"]",
        "CMD [\"hi\"]");
    Grampus grampus = workspace.grampus();
    grampus.build("-t", "it").mustSucceed();

    assertThat(grampus.succeed("run", "it").answer()).isEqualTo("hi");
    assertThat(grampus.succeed("run", "it", "you").answer()).isEqualTo("you");
    assertThat(
            grampus
                .succeed(
                    "run",
                    "-e",
                    "A=mine",
                    "-w",
                    "/tmp",
                    "-u",
                    "1:50",
                    "--entrypoint",
                    "sh",
                    "it",
                    "-c",
                    "echo $A $PWD $(id -u) $(id -g)")
                .answer())
        .isEqualTo("mine /tmp 1 50");
    assertThat(grampus.succeed("run", "--entrypoint", "sh", "it", "-c", "id -u; pwd").answer())
        .isEqualTo("4242\n/srv");
  }

  @Test
  void standardInputIsReadWhenAskedFor(Workspace workspace) {
    Path input = workspace.file("input", "from outside");
    Grampus grampus = workspace.grampus();

    assertThat(grampus.command("run", "-i", "busybox", "cat").reading(input).succeed().output())
        .isEqualTo("from outside");
    assertThat(grampus.command("run", "busybox", "cat").reading(input).succeed().output())
        .isEmpty();
  }

  @Test
  void signalsArePassedOn(Workspace workspace) {
    RunningCommand running =
        workspace
            .grampus()
            .command(
                "run",
                "busybox",
                "sh",
                "-c",
                "trap 'exit 7' TERM; echo ready; while :; do sleep 0.1; done")
            .start();
    running.awaitOutput(Duration.ofMinutes(1), "ready");

    running.signal("TERM");

    assertThat(running.await(Duration.ofMinutes(1))).isTrue();
    assertThat(running.outcome().exitCode()).isEqualTo(7);
  }

  /** nohup(1) and scripts that start something in the background ignore some. */
  @Test
  void commandsDoNotIgnoreTheSignalsThatTheCallerIgnores(Workspace workspace) {
    Command command =
        workspace.grampus().command("run", "busybox", "grep", "SigIgn", "/proc/self/status");

    Outcome outcome =
        command
            .behind(List.of("sh", "-c", "trap '' HUP INT QUIT TERM PIPE; exec \"$@\"", "sh"))
            .succeed();

    assertThat(outcome.answer()).isEqualTo("SigIgn:\t0000000000000000");
  }
}
