package io.grampus.tests.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Provisioning by a user who must not be asked for anything, with a dpkg-query of the test's. */
class ProvisionTest {
  private static final Path SCRIPT = Path.of("..", "vagrant", "provision.sh").toAbsolutePath();

  @TempDir private Path work;

  @BeforeEach
  void provideTools() throws IOException {
    for (String tool : List.of("sed", "tr", "sort")) {
      script(tool, "exec /usr/bin/" + tool + " \"$@\"");
    }
    script("id", "echo 1000");
  }

  @Test
  void saysNothingWhenNothingIsMissing() throws Exception {
    script("dpkg-query", "shift 3; for p; do echo \"installed $p\"; done");

    assertThat(provision()).isEqualTo(new ShellRun(0, "", ""));
  }

  @Test
  void namesWhatIsMissingToAUserWithoutSudo() throws Exception {
    script(
        "dpkg-query",
        "shift 3; for p; do case $p in umoci) ;; *) echo \"installed $p\" ;; esac; done");

    ShellRun run = provision("run");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.errors())
        .contains("only root can install these missing packages: umoci")
        .contains("apt-get install --no-install-recommends umoci");
  }

  @Test
  void asksSudoOnlyForTheGroupsThatWereNamed() throws Exception {
    script("dpkg-query", "exit 1");
    script("sudo", "echo \"sudo $*\"");

    assertThat(provision("build").output()).isEqualTo("sudo -- " + SCRIPT + " build\n");
  }

  @Test
  void refusesAnUnknownGroup() throws Exception {
    ShellRun run = provision("everything");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.errors()).contains("'everything'").contains("build run demo test");
  }

  private ShellRun provision(String... groups) throws Exception {
    List<String> command = new ArrayList<>(List.of(SCRIPT.toString()));
    command.addAll(List.of(groups));
    return ShellRun.of(work, Map.of("PATH", work.toString()), command);
  }

  private void script(String name, String body) throws IOException {
    Path file = Files.writeString(work.resolve(name), "#!/bin/sh\n" + body + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
