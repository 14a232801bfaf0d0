package io.grampus.tests.build;

import static io.grampus.tests.harness.Requirement.BUSYBOX;
import static io.grampus.tests.harness.Requirement.OVERLAY;
import static io.grampus.tests.harness.Requirement.SKOPEO;
import static io.grampus.tests.harness.Requirement.UMOCI;
import static io.grampus.tests.harness.Requirement.USERNS;
import static org.assertj.core.api.Assertions.assertThat;

import io.grampus.tests.harness.BuiltImage;
import io.grampus.tests.harness.Gate;
import io.grampus.tests.harness.Grampus;
import io.grampus.tests.harness.Requires;
import io.grampus.tests.harness.RunningCommand;
import io.grampus.tests.harness.WholeProgram;
import io.grampus.tests.harness.Workspace;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** {@code RUN --mount=type=cache}: what lasts, who shares it, who waits. */
@WholeProgram
@Requires({USERNS, OVERLAY, UMOCI, SKOPEO, BUSYBOX})
class CacheMountIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Test
  void filesAndTheirOwnersLastFromCommandToCommandAndFromBuildToBuild(Workspace workspace) {
    String describe = "stat -c '%n %u:%g %a %F' /c/file /c/dir /c/link /c/fifo";
    workspace.dockerfile(
        "FROM busybox",
        "RUN --mount=type=cache,target=/c,id=lasting mkdir /c/dir && echo x > /c/file \\",
        "  && ln -s file /c/link && mkfifo /c/fifo && chown -h 5:6 /c/* && chmod 4711 /c/file",
        "RUN --mount=type=cache,target=/c,id=lasting " + describe + " > /seen");
    String first = workspace.grampus().image().tree().at("/seen").text();
    workspace.dockerfile(
        "FROM busybox", "RUN --mount=type=cache,target=/c,id=lasting " + describe + " > /seen");

    BuiltImage second = workspace.grampus().image("--no-cache");

    assertThat(first)
        .isEqualTo(
            """
            /c/file 5:6 4711 regular file
            /c/dir 5:6 755 directory
            /c/link 5:6 777 symbolic link
            /c/fifo 5:6 644 fifo
            """);
    assertThat(second.tree().at("/seen").text()).isEqualTo(first);
    assertThat(second.tree().has("/c")).isFalse();
  }

  @Test
  void aCacheIsKnownByIdOwnerModeAndBeginning(Workspace workspace) {
    workspace.dockerfile(
        "FROM busybox",
        "RUN --mount=type=cache,target=/c echo default > /c/f",
        "RUN --mount=type=cache,target=/other,id=/c cat /other/f > /1",
        "RUN --mount=type=cache,target=/c,uid=5,gid=7,mode=0750 stat -c '%u:%g %a' /c > /2; ls /c >> /2",
        "RUN --mount=type=cache,target=/c,from=busybox,source=/etc rm /c/group; echo x > /c/new",
        "RUN --mount=type=cache,target=/c,from=busybox,source=/etc ls /c > /3",
        "RUN --mount=type=cache,target=/f,from=busybox,source=/etc/group grep -c staff /f > /4",
        "RUN --mount=type=cache,target=/c,ro cat /c/f > /5 && ! touch /c/x",
        "RUN --mount=type=cache,target=/c,id=new ls -A /c > /6");

    BuiltImage image = workspace.grampus().image();

    assertThat(image.tree().at("/1").text()).isEqualTo("default\n");
    assertThat(image.tree().at("/2").text()).isEqualTo("5:7 750\n");
    assertThat(image.tree().at("/3").text()).isEqualTo("new\npasswd\n");
    assertThat(image.tree().at("/4").text()).isEqualTo("1\n");
    assertThat(image.tree().at("/5").text()).isEqualTo("default\n");
    assertThat(image.tree().at("/6").text()).isEmpty();
  }

  @Test
  void theSecondCommandWaitsForALockedCache(Workspace workspace) {
    Gate gate = Gate.closed(workspace);
    RunningCommand first = startHolding(workspace, "locked", gate);
    workspace.dockerfile(
        "FROM busybox",
        "RUN --mount=type=cache,target=/c,id=held,sharing=locked test -e /c/finished");

    Grampus grampus = workspace.grampus();
    RunningCommand second = grampus.command(grampus.buildArguments()).start();
    second.awaitErrors(PATIENCE, "waiting for the cache mount held");
    gate.open();

    assertThat(second.await(PATIENCE)).isTrue();
    assertThat(second.outcome().mustSucceed().errors())
        .contains("waiting for the cache mount held");
    assertThat(first.await(PATIENCE)).isTrue();
  }

  @Test
  void aPrivateCacheIsAnotherOneWhileTheFirstIsInUse(Workspace workspace) {
    Gate gate = Gate.closed(workspace);
    RunningCommand first = startHolding(workspace, "private", gate);
    workspace.dockerfile(
        "FROM busybox",
        "RUN --mount=type=cache,target=/c,id=held,sharing=private ls -A /c > /seen");

    BuiltImage second = workspace.grampus().image();

    assertThat(second.tree().at("/seen").text()).isEmpty();
    gate.open();
    assertThat(first.await(PATIENCE)).isTrue();
    assertThat(workspace.grampus().image("--no-cache").tree().at("/seen").text())
        .isEqualTo("finished\nstarted\n");
  }

  @Test
  void aSharedCacheIsWrittenByTwoAtOnce(Workspace workspace) {
    Gate gate = Gate.closed(workspace);
    RunningCommand first = startHolding(workspace, "shared", gate);
    workspace.dockerfile(
        "FROM busybox",
        "RUN --mount=type=cache,target=/c,id=held test -e /c/started && ! test -e /c/finished");

    workspace.grampus().build().mustSucceed();
    gate.open();

    assertThat(first.await(PATIENCE)).isTrue();
  }

  @Test
  void aKilledBuildHoldsNoCache(Workspace workspace) {
    RunningCommand first = startHolding(workspace, "locked", Gate.closed(workspace));

    first.signal("KILL");
    workspace.dockerfile(
        "FROM busybox",
        "RUN --mount=type=cache,target=/c,id=held,sharing=locked test -e /c/started");

    workspace.grampus().build().mustSucceed();
    assertThat(first.await(PATIENCE)).isTrue();
  }

  @Test
  void pruneShowsAndRemovesCaches(Workspace workspace) {
    workspace.dockerfile(
        "FROM busybox",
        "RUN --mount=type=cache,target=/c,id=large dd if=/dev/zero of=/c/f bs=1M count=3");
    Grampus grampus = workspace.grampus();
    grampus.build().mustSucceed();
    Path mounts = grampus.store().resolve("mounts");

    assertThat(grampus.succeed("prune").output()).doesNotContain("cache mount");
    assertThat(mounts).isNotEmptyDirectory();
    assertThat(grampus.succeed("prune", "--cache-mounts").output())
        .contains("1 cache mount with 3.1");
    assertThat(mounts).isEmptyDirectory();
    assertThat(grampus.build().mustSucceed().errors()).contains("CACHED");
  }

  /** A build that has the cache called held until a gate opens. */
  private static RunningCommand startHolding(Workspace workspace, String sharing, Gate gate) {
    workspace.dockerfile(
        "FROM busybox",
        "RUN --mount=type=cache,target=/c,id=held,sharing="
            + sharing
            + " touch /c/started; echo is $((6 * 7)); "
            + gate.command()
            + "; touch /c/finished");
    Grampus grampus = workspace.grampus();
    RunningCommand build = grampus.command(grampus.buildArguments()).start();
    build.awaitErrors(PATIENCE, "is 42");
    return build;
  }
}
