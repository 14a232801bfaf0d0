package io.grampus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.grampus.build.ContainerRunner;
import io.grampus.build.PullPolicy;
import io.grampus.build.RunRequest;
import io.grampus.os.GrampusException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunCommandTest {
  private final Invocation invocation = new Invocation();
  private final FakeServices services = new FakeServices();

  @Test
  void leavesEverythingToTheImage() {
    assertThat(invocation.run(services, "run", "debian")).isZero();
    assertThat(services.runs)
        .containsExactly(
            new RunRequest(
                "debian", List.of(), null, Map.of(), null, null, false, PullPolicy.MISSING));
    assertThat(services.containerClosed).isTrue();
  }

  @Test
  void takesOptionsBeforeTheImageOnly() {
    invocation.variables.put("HOME", "/home/me");
    String commandLine =
        "run --rm -i -e A=1 -e HOME -e UNSET -w /tmp -u 4:5 --entrypoint sh --pull never"
            + " debian -c exit --debug --root -e x";
    assertThat(invocation.run(services, commandLine.split(" "))).isZero();
    assertThat(services.runs)
        .containsExactly(
            new RunRequest(
                "debian",
                List.of("-c", "exit", "--debug", "--root", "-e", "x"),
                List.of("sh"),
                Map.of("A", "1", "HOME", "/home/me"),
                "/tmp",
                "4:5",
                true,
                PullPolicy.NEVER));
  }

  @Test
  void anEmptyEntrypointIsNone() {
    assertThat(invocation.run(services, "run", "--entrypoint", "", "debian")).isZero();
    assertThat(services.runs.get(0).entrypoint()).isEmpty();
  }

  @Test
  void endsWithTheCommandsExitCode() {
    services.exitCode = 42;
    assertThat(invocation.run(services, "run", "debian")).isEqualTo(42);
    assertThat(invocation.err).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    ContainerRunner.COMMAND_NOT_FOUND + ",127",
    ContainerRunner.COMMAND_NOT_EXECUTABLE + ",126",
    "base-image-not-found,125",
  })
  void saysWhoseFailureItIs(String code, int expected) {
    services.runner =
        request -> {
          throw new GrampusException(code, "no luck", "try again");
        };
    assertThat(invocation.run(services, "run", "debian")).isEqualTo(expected);
    assertThat(invocation.err).isEqualTo("ERROR: no luck\nhint: try again\n");
  }
}
