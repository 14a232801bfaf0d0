package io.grampus.tests.failure;

import static io.grampus.tests.harness.Requirement.BUSYBOX;
import static io.grampus.tests.harness.Requirement.OVERLAY;
import static io.grampus.tests.harness.Requirement.SKOPEO;
import static io.grampus.tests.harness.Requirement.UMOCI;
import static io.grampus.tests.harness.Requirement.USERNS;
import static org.assertj.core.api.Assertions.assertThat;

import io.grampus.tests.harness.Grampus;
import io.grampus.tests.harness.Outcome;
import io.grampus.tests.harness.Requires;
import io.grampus.tests.harness.WholeProgram;
import io.grampus.tests.harness.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Machines that lack something; each time the user learns what, and what helps. */
@WholeProgram
@Requires({USERNS, OVERLAY, UMOCI, SKOPEO, BUSYBOX})
class MachineIT {
  private static final String NO_MORE_NAMESPACES = "echo 0 >/proc/sys/user/max_user_namespaces";

  @Test
  void fullDiskDuringARun(Workspace workspace) {
    Outcome outcome = buildOnSmallDisk(workspace, "RUN dd if=/dev/zero of=/large bs=1M count=20");

    fails(outcome, "no space left on device", "Dockerfile:2");
  }

  /** The command of the RUN had room enough, but its layer has not. */
  @Test
  void fullDiskDuringTheWritingOfALayer(Workspace workspace) {
    Outcome outcome = buildOnSmallDisk(workspace, "RUN dd if=/dev/zero of=/large bs=1M count=8");

    fails(outcome, "no space left on device", "Dockerfile:2", "hint:", "--root");
  }

  private static Outcome buildOnSmallDisk(Workspace workspace, String instruction) {
    Path disk = workspace.directory("disk");
    workspace.dockerfile("FROM busybox", instruction);
    Grampus grampus = workspace.grampus("disk/store");
    return grampus
        .after(
            "mount -t tmpfs -o size=16m none %s; %s import %s busybox >/dev/null"
                .formatted(disk, grampus.launcher(), workspace.bases().busybox()))
        .build();
  }

  @Test
  void fullDiskDuringAnImport(Workspace workspace) {
    Path disk = workspace.directory("disk");

    Outcome outcome =
        workspace
            .grampus("disk/store")
            .after("mount -t tmpfs -o size=1m none " + disk)
            .run("import", workspace.bases().busybox().toString(), "busybox");

    fails(outcome, "no space left", "hint:", "--root");
  }

  @Test
  void storeOnAReadOnlyFileSystem(Workspace workspace) {
    workspace.dockerfile("FROM busybox", "RUN true");
    Path store = workspace.grampus().store();

    Outcome outcome =
        workspace
            .grampus()
            .after("mount --bind %1$s %1$s; mount -o remount,ro,bind %1$s".formatted(store))
            .build();

    fails(outcome, store.toString(), "read-only", "hint:", "--root");
  }

  @Test
  void storeThatMayNotBeWritten(Workspace workspace) throws IOException {
    workspace.dockerfile("FROM busybox");
    Path locked = workspace.directory("locked");
    workspace.command("chmod", "555", locked.toString()).succeed();

    fails(workspace.grampus("locked/store").build(), locked.toString(), "hint:", "--root");
    workspace.command("chmod", "755", locked.toString()).succeed();
  }

  @ParameterizedTest
  @ValueSource(strings = {"umoci", "skopeo"})
  void toolThatIsNotInstalled(String tool, Workspace workspace) throws IOException {
    workspace.dockerfile("FROM busybox", "RUN true");
    String path = pathWithout(tool, workspace);
    Grampus grampus = workspace.grampus("empty").with("PATH", path);

    Outcome outcome = grampus.run("import", workspace.bases().busybox().toString(), "busybox");
    if (outcome.exitCode() == 0) {
      outcome = grampus.build("-o", "type=docker,dest=" + workspace.out("image.tar"));
    }

    fails(outcome, tool, "hint:", "install");
    assertThat(grampus.run("doctor").output()).containsPattern("no +" + tool);
  }

  @Test
  void userNamespacesSwitchedOff(Workspace workspace) {
    workspace.dockerfile("FROM busybox", "RUN true");

    fails(
        workspace.grampus().after(NO_MORE_NAMESPACES).build("--sandbox=userns"),
        "no userns because",
        "hint:",
        "max_user_namespaces");
    assertThat(workspace.grampus().after(NO_MORE_NAMESPACES).run("doctor").output())
        .containsPattern("no +userns")
        .contains("max_user_namespaces");
  }

  @Test
  void javaThatIsTooOld(Workspace workspace) throws IOException {
    workspace.file("old/release", "JAVA_VERSION=\"11.0.2\"\n");
    Path java = workspace.file("old/bin/java", "#!/bin/sh\necho not this one\n");
    workspace.command("chmod", "755", java.toString()).succeed();

    Outcome outcome =
        workspace
            .grampus("empty")
            .with("JAVA_HOME", workspace.folder().resolve("old").toString())
            .with("PATH", pathWithout("java", workspace))
            .after("mount -t tmpfs none /usr/lib/jvm")
            .run("version");

    fails(outcome, "Java 17 or newer", "version 11", "hint:", "JAVA_HOME");
  }

  @Test
  void doctorFindsEverythingHere(Workspace workspace) {
    Outcome outcome = workspace.grampus().run("doctor");

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.output())
        .containsPattern("yes +userns")
        .containsPattern("yes +umoci")
        .containsPattern("yes +skopeo");
  }

  /** A folder of links to all programs but one. */
  private static String pathWithout(String tool, Workspace workspace) throws IOException {
    Path folder = workspace.directory("without-" + tool);
    try (Stream<Path> programs = Files.list(Path.of("/usr/bin"))) {
      for (Path program : programs.filter(p -> !p.endsWith(tool)).toList()) {
        Files.createSymbolicLink(folder.resolve(program.getFileName()), program);
      }
    }
    return folder.toString();
  }

  private static void fails(Outcome outcome, String... named) {
    assertThat(outcome.exitCode()).as(outcome.toString()).isEqualTo(1);
    assertThat(outcome.errors()).doesNotContain("\tat ").doesNotContain("bug of Grampus");
    for (String words : named) {
      assertThat(outcome.errors()).containsIgnoringCase(words);
    }
  }
}
