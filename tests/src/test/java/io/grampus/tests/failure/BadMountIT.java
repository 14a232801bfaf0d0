package io.grampus.tests.failure;

import static io.grampus.tests.harness.Requirement.BUSYBOX;
import static io.grampus.tests.harness.Requirement.OVERLAY;
import static io.grampus.tests.harness.Requirement.SKOPEO;
import static io.grampus.tests.harness.Requirement.UMOCI;
import static io.grampus.tests.harness.Requirement.USERNS;
import static org.assertj.core.api.Assertions.assertThat;

import io.grampus.tests.harness.Mounts;
import io.grampus.tests.harness.Outcome;
import io.grampus.tests.harness.Requires;
import io.grampus.tests.harness.WholeProgram;
import io.grampus.tests.harness.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mounts that make no sense, and mounts that want to reach out of their trees. */
@WholeProgram
@Requires({USERNS, OVERLAY, UMOCI, SKOPEO, BUSYBOX})
class BadMountIT {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "type=bind,target=/             | invalid mount target \"/\"",
        "type=bind,target=..            | invalid mount target \"..\"",
        "type=tmpfs,target=/../..       | invalid mount target",
        "type=tmpfs,target=/to-root     | invalid mount target",
        "type=tmpfs,target=/proc/x      | cannot mount on /proc/x",
        "type=tmpfs,target=/to-proc/x   | cannot mount on /proc/x",
        "type=bind,target=/sys          | cannot mount on /sys",
        "type=bind,target=/bin/busybox  | /bin/busybox of the image is no directory",
        "type=tmpfs,target=/etc/group   | /etc/group of the image is no directory",
        "source=file.txt,target=/etc    | /etc of the image is a directory",
        "target=/etc/group/x            | nothing can be mounted on /etc/group/x",
        "target=/loop/x                 | nothing can be mounted on /loop/x",
        "source=nothing,target=/x       | \"/nothing\" not found in the build context",
        "source=ignored,target=/x       | it is left out by .dockerignore",
        "source=outside,target=/x       | links are followed inside it only",
        "source=../secret,target=/x     | \"/secret\" not found",
        "from=busybox,source=no,target=/x             | \"/no\" not found in \"busybox\"",
        "type=cache,from=busybox,source=no,target=/x  | \"/no\" not found in \"busybox\"",
        "type=ssh,required              | the SSH agent \"default\" is required"
      })
  void whatCannotBeMounted(String mount, String named, Workspace workspace) throws IOException {
    makeContext(workspace);
    workspace.dockerfile(
        "FROM busybox",
        "RUN ln -s / /to-root && ln -s proc /to-proc && ln -s loop /loop",
        "WORKDIR /w",
        "RUN --mount=" + mount + " true");

    Outcome outcome = workspace.grampus().build();

    fails(outcome, named, "Dockerfile:4\n", ">>> RUN --mount=" + mount, "hint:");
    Mounts.mustNotInclude(workspace.grampus().store());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "type=cash,target=/x            | did you mean cache?",
        "type=cache,targt=/x            | did you mean target?",
        "type=tmpfs,size=1x             | invalid value for size: 1x",
        "type=cache,sharing=lockd       | did you mean locked?",
        "type=bind,mode=0700            | mode not allowed for \"bind\"",
        "type=secret                    | one of source, target required",
        "type=secret,id=a,from=b        | secret mount should not have a from",
        "type=ssh,source=x              | ssh does not support source",
        "type=cache,target=/x,source=/y | from, which is missing",
        "type=bind,from=$X,target=/x    | doesn't support variable expansion"
      })
  void whatIsWrittenWrongIsSaidBeforeAnythingIsExecuted(
      String mount, String named, Workspace workspace) {
    workspace.dockerfile("FROM busybox", "RUN echo too early", "RUN --mount=" + mount + " true");

    Outcome outcome = workspace.grampus().build();

    fails(outcome, named, "Dockerfile:3\n", ">>> RUN --mount=" + mount);
    assertThat(outcome.errors()).doesNotContain("0 too early");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "RUN --security=insecure true | RUN --security=insecure is not allowed",
        "RUN --security=none true     | security \"none\" is not valid",
        "RUN --network=lan true       | invalid network mode \"lan\""
      })
  void whatNobodyHereCanGive(String instruction, String named, Workspace workspace) {
    workspace.dockerfile("FROM busybox", instruction);

    fails(workspace.grampus().build(), named, "Dockerfile:2\n", "hint:");
  }

  @Test
  void aTargetBehindALinkStaysInTheImage(Workspace workspace) {
    workspace.dockerfile(
        "FROM busybox",
        "RUN ln -s ../../../../../../outside /link",
        "RUN --mount=type=cache,target=/link/x touch /outside/x/here && test -e /link/x/here");

    workspace.grampus().build().mustSucceed();

    assertThat(Path.of("/outside")).doesNotExist();
  }

  private static void makeContext(Workspace workspace) throws IOException {
    workspace.file("secret", "not for the image");
    workspace.file("context/ignored", "ignored");
    workspace.file("context/.dockerignore", "ignored\n");
    Path context = workspace.file("context/file.txt", "some text").getParent();
    Files.createSymbolicLink(context.resolve("outside"), Path.of("/etc/passwd2"));
  }

  private static void fails(Outcome outcome, String... named) {
    assertThat(outcome.exitCode()).as(outcome.toString()).isEqualTo(1);
    assertThat(outcome.errors()).contains(named).doesNotContain("\tat ", "bug of Grampus");
  }
}
