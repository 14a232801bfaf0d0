package io.grampus.tests.terminal;

import static io.grampus.tests.harness.Requirement.BUSYBOX;
import static io.grampus.tests.harness.Requirement.OVERLAY;
import static io.grampus.tests.harness.Requirement.SKOPEO;
import static io.grampus.tests.harness.Requirement.UMOCI;
import static io.grampus.tests.harness.Requirement.USERNS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.grampus.tests.harness.Eventually;
import io.grampus.tests.harness.Gate;
import io.grampus.tests.harness.Grampus;
import io.grampus.tests.harness.Outcome;
import io.grampus.tests.harness.Requires;
import io.grampus.tests.harness.RunningCommand;
import io.grampus.tests.harness.WholeProgram;
import io.grampus.tests.harness.Workspace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Builds on a real terminal, which script(1) of util-linux makes. */
@WholeProgram
@Requires({USERNS, OVERLAY, UMOCI, SKOPEO, BUSYBOX})
class TerminalIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String NOTHING = "true";
  private static final String DONE = "\u001b[34m";

  /**
   * Executes a shell command on a terminal of 24 lines.
   *
   * @param typed a shell command that prints what is typed; what was shown so far is in ./seen
   */
  private static Outcome onTerminal(
      Workspace workspace, int columns, String typed, String command, String... variables) {
    return ended(startOnTerminal(workspace, columns, typed, command, variables));
  }

  private static Outcome ended(RunningCommand running) {
    assertThat(running.await(PATIENCE)).isTrue();
    return running.outcome();
  }

  private static RunningCommand startOnTerminal(
      Workspace workspace, int columns, String typed, String command, String... variables) {
    Grampus grampus = workspace.grampus();
    List<String> words = new ArrayList<>(List.of("env", "TERM=xterm"));
    words.addAll(Arrays.asList(variables));
    words.add("GRAMPUS_ROOT=" + grampus.store());
    words.add("G=" + grampus.launcher());
    words.add("C=" + workspace.context());
    String inside = "stty rows 24 cols " + columns + "; " + command;
    words.addAll(List.of("sh", "-c", typed + " | script -qfec \"$0\" seen", inside));
    return workspace
        .command(words.toArray(String[]::new))
        .with(Map.of("GRAMPUS_CACHE", cache(grampus)))
        .start();
  }

  /** The start-up data of the other tests, which would take a second to make. */
  private static String cache(Grampus grampus) {
    return grampus.command("version").environment().get("GRAMPUS_CACHE");
  }

  /**
   * A build with much to show.
   *
   * @param last what its first command does when it has written its line
   */
  private static void verbose(Workspace workspace, String last) {
    workspace.dockerfile(
        "FROM busybox",
        "RUN echo a rather long line that no narrow terminal has room for in one row; " + last,
        "RUN printf 'one\\033]0;title\\007\\033[2Jtwo\\303\\n'; echo three; exit $CODE");
  }

  @Test
  void redrawsInPlaceAndFitsTheTerminal(Workspace workspace) {
    Gate gate = Gate.closed(workspace);
    verbose(workspace, gate.command());

    RunningCommand build =
        startOnTerminal(workspace, 50, NOTHING, "CODE=0 $G build --build-arg CODE $C");
    build.awaitOutput(PATIENCE, " => => # a rather");
    gate.open();

    Outcome built = ended(build);
    assertThat(built.exitCode()).isZero();
    String seen = built.output();
    assertThat(seen)
        .contains("[+] Building ")
        .contains("FINISHED")
        .contains(" => => # a rather long line")
        .contains(DONE)
        .contains("\u001b[?25l")
        .doesNotContain("\u001b]0;")
        .doesNotContain("\u001b[2J");
    assertThat(seen.lastIndexOf("\u001b[?25h")).isGreaterThan(seen.lastIndexOf("\u001b[?25l"));
    assertThat(seen.substring(seen.lastIndexOf("[+] Building"))).doesNotContain("# a rather");
    assertThat(widest(seen)).isLessThanOrEqualTo(50);
  }

  private static int widest(String seen) {
    return seen.lines()
        .map(line -> line.replaceAll("\u001b\\[[0-9;?]*[A-Za-z]", ""))
        .mapToInt(line -> line.codePointCount(0, line.length()))
        .max()
        .orElse(0);
  }

  @Test
  void noticesThatTheTerminalBecomesNarrower(Workspace workspace) {
    Gate gate = Gate.closed(workspace);
    verbose(workspace, gate.command());
    // a pattern that does not match itself, for script(1) writes down the command, too
    String narrow =
        Eventually.succeeds("grep -q '# [a] rather' seen") + "; stty cols 30 </dev/tty; : > narrow";

    RunningCommand build =
        startOnTerminal(
            workspace, 100, NOTHING, "(" + narrow + ") & $G build --build-arg CODE=0 $C");
    Eventually.holds(
        PATIENCE,
        "the terminal is narrow",
        () -> Files.exists(workspace.folder().resolve("narrow")) || !build.isAlive());
    gate.open();

    Outcome built = ended(build);
    assertThat(built.exitCode()).isZero();
    assertThat(widest(built.output())).isGreaterThan(50);
    String last = built.output().substring(built.output().lastIndexOf("[+] Building"));
    assertThat(widest(last)).isLessThanOrEqualTo(30);
  }

  @Test
  void obeysWhatTheEnvironmentSaysOfColours(Workspace workspace) {
    verbose(workspace, "true");
    String command = "$G build --build-arg CODE=0 $C";

    Outcome plain = onTerminal(workspace, 80, NOTHING, command, "NO_COLOR=1");
    assertThat(plain.output()).contains("[+] Building ").doesNotContain(DONE);
    Outcome dumb = onTerminal(workspace, 80, NOTHING, command, "TERM=dumb");
    assertThat(dumb.output()).contains("#1 [internal] load").doesNotContain("\u001b[");
  }

  @Test
  void plainLinesDoNoHarmToATerminal(Workspace workspace) {
    verbose(workspace, "true");

    Outcome built =
        onTerminal(workspace, 80, NOTHING, "$G build --progress plain --build-arg CODE=0 $C");

    assertThat(built.output())
        .contains("onetwo\ufffd")
        .doesNotContain("\u001b]0;")
        .doesNotContain("\u001b[2J");
  }

  @Test
  void quietPrintsTheIdAlone(Workspace workspace) {
    verbose(workspace, "true");

    Outcome built = onTerminal(workspace, 80, NOTHING, "$G build -q --build-arg CODE=0 $C");

    assertThat(built.output().strip()).matches("sha256:[0-9a-f]{64}");
  }

  @Test
  void rawJsonIsWhatClientsOfBuildKitRead(Workspace workspace) throws IOException {
    verbose(workspace, "true");
    workspace.file("context/Dockerfile", "from busybox\nRUN echo out; echo err >&2; exit 3\n");

    Outcome failed = workspace.grampus().run("build", "--progress", "rawjson", "context");

    assertThat(failed.exitCode()).isEqualTo(3);
    List<JsonNode> lines = new ArrayList<>();
    for (String line : failed.errors().lines().filter(each -> each.startsWith("{")).toList()) {
      lines.add(new ObjectMapper().readTree(line));
    }
    List<JsonNode> vertices = all(lines, "vertexes");
    assertThat(vertices)
        .allSatisfy(
            vertex -> {
              assertThat(vertex.path("digest").asText()).matches("sha256:[0-9a-f]{64}");
              assertThat(vertex.path("started").asText()).matches("[0-9-]+T[0-9:.]+Z");
            });
    JsonNode last = vertices.get(vertices.size() - 1);
    assertThat(last.path("name").asText()).startsWith("[2/2] RUN echo out");
    assertThat(last.path("error").asText()).endsWith("exit code: 3");
    assertThat(last.has("completed")).isTrue();
    assertThat(all(lines, "logs"))
        .extracting(
            log ->
                log.path("stream").asInt()
                    + " "
                    + new String(bytes(log, "data"), StandardCharsets.UTF_8))
        .containsExactlyInAnyOrder("1 out\n", "2 err\n");
    JsonNode warning = all(lines, "warnings").get(0);
    assertThat(new String(bytes(warning, "short"), StandardCharsets.UTF_8))
        .startsWith("ConsistentInstructionCasing: ");
    assertThat(warning.path("range").path(0).path("start").path("line").asInt()).isEqualTo(1);
  }

  private static List<JsonNode> all(List<JsonNode> lines, String member) {
    List<JsonNode> found = new ArrayList<>();
    lines.forEach(line -> line.path(member).forEach(found::add));
    return found;
  }

  private static byte[] bytes(JsonNode node, String member) {
    try {
      return node.path(member).binaryValue();
    } catch (IOException e) {
      throw new IllegalArgumentException(node.toString(), e);
    }
  }

  @Test
  void opensAShellWhereACommandFailed(Workspace workspace) {
    workspace.dockerfile(
        "FROM busybox",
        "ENV WHO=somebody",
        "RUN mkdir -p /home/app && chown app /home/app",
        "USER app",
        "WORKDIR /home/app",
        "RUN --mount=type=bind,target=/ctx touch left; exit 9",
        "RUN echo never");
    String prompt = "tail -n 1 seen | grep -q '[$] '";
    String typed =
        String.join(
            "; ",
            Eventually.succeeds("grep -q 'This is a shell' seen && " + prompt),
            "echo 'id -u; pwd; ls; echo $WHO; ls /ctx'",
            Eventually.succeeds("grep -q '^Dockerfile.$' seen && " + prompt),
            "printf '\\003'",
            "echo 'echo still; exit 4'",
            Eventually.succeeds("grep -q '^code 9' seen"));

    Outcome failed =
        onTerminal(workspace, 80, "(" + typed + ")", "$G build --on-error=shell $C; echo code $?");

    assertThat(failed.output())
        .contains("This is a shell in its file system.")
        .containsPattern("\r\n4242\r\n/home/app\r\nleft\r\nsomebody\r\nDockerfile\r\n")
        .contains("\r\nstill\r\n")
        .contains("exit code: 9")
        .contains("code 9")
        .doesNotContain("\r\nnever\r\n");
  }

  @Test
  void endsAtOnceWhereAPasswordIsAsked(Workspace workspace) {
    String typed = Eventually.succeeds("grep -q Password seen") + "; printf '\\003'";

    Outcome ended = onTerminal(workspace, 80, "(" + typed + ")", "$G login -u me registry.example");

    assertThat(ended.exitCode()).isEqualTo(130);
    assertThat(ended.output()).contains("ERROR: interrupted").doesNotContain("gave up");
  }

  @Test
  void opensNoShellWithoutATerminal(Workspace workspace) {
    verbose(workspace, "true");

    Outcome failed = workspace.grampus().build("--on-error", "shell");

    assertThat(failed.exitCode()).isEqualTo(125);
    assertThat(failed.errors())
        .isEqualTo(
            """
            ERROR: --on-error=shell needs a terminal
            hint: leave the option out where input or output are files or pipes
            """);
  }
}
