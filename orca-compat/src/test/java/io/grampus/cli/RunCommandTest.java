package io.grampus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.grampus.build.RunRequest;
import io.grampus.build.tool.PullPolicy;
import io.grampus.os.GrampusException;
import io.grampus.sandbox.CommandNotStartedException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

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
    assertThat(services.closed).isTrue();
  }

  @Test
  void takesOptionsBeforeTheImageOnly() {
    invocation.variables.put("HOME", "/home/me");
    String commandLine =
        "run --rm -it -e A=1 -e HOME -e UNSET -w /tmp -u 4:5 --entrypoint sh --pull never"
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

  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(new GrampusException("x", "no luck", "try again"), 125),
        Arguments.of(new UsageException("no luck", "try again"), 125),
        Arguments.of(new CommandNotStartedException("no luck", "try again", 127, null), 127),
        Arguments.of(new CommandNotStartedException("no luck", "try again", 126, null), 126));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void saysWhoseFailureItIs(GrampusException failure, int expected) {
    services.runner =
        request -> {
          throw failure;
        };
    assertThat(invocation.run(services, "run", "debian")).isEqualTo(expected);
    assertThat(invocation.err).startsWith("ERROR: no luck\nhint: try again\n");
  }
}
