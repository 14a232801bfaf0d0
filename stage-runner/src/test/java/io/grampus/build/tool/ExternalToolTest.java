package io.grampus.build.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grampus.os.GrampusException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExternalToolTest {
  private static final String VERSION_2 =
      "[ \"$1\" = --version ] && echo tool version 2.0.1+ds && exit\n";

  @TempDir Path directory;
  private final List<String> log = Collections.synchronizedList(new ArrayList<>());

  @Test
  void namesThePackageOfAMissingProgram() {
    assertThatThrownBy(() -> tool("absent-tool").run(List.of(), directory))
        .isInstanceOfSatisfying(
            GrampusException.class,
            e -> {
              assertThat(e.code()).isEqualTo("tool-missing");
              assertThat(e.hint()).contains("apt-get install the-package");
            });
    assertCode(
        "tool-missing",
        () -> tool("tool", Map.of("GRAMPUS_TOOL", "/absent")).run(List.of(), directory));
  }

  @Test
  void refusesAProgramThatIsTooOldOrBroken() throws IOException {
    script("tool", "echo tool version 1.9.9\n");
    script("broken", "exit 3\n");

    assertCode("tool-too-old", () -> tool("tool").run(List.of(), directory));
    assertCode("tool-broken", () -> tool("broken").run(List.of(), directory));
  }

  @Test
  void givesOutputErrorsExitCodeAndALineByLineLog() throws IOException {
    script("tool", VERSION_2 + "echo out $2; echo one >&2; echo two >&2; exit 5\n");

    ToolResult result = tool("tool").run(List.of("run", "a b"), directory);

    assertThat(result.exitCode()).isEqualTo(5);
    assertThat(result.isSuccess()).isFalse();
    assertThat(result.outputText()).isEqualTo("out a b\n");
    assertThat(result.errors()).isEqualTo("one\ntwo\n");
    assertThat(log).containsExactly("one", "two");
  }

  @Test
  void usesTheProgramThatTheSettingNames() throws IOException {
    Path other = script("other-name", VERSION_2 + "echo other\n");

    ToolResult result =
        tool("tool", Map.of("GRAMPUS_TOOL", other.toString())).run(List.of("x"), directory);

    assertThat(result.outputText()).isEqualTo("other\n");
  }

  @Test
  void passesOnlyAFewVariablesOn() throws IOException {
    script("tool", VERSION_2 + "env\n");
    Files.writeString(directory.resolve("config.json"), "{}");

    String output =
        tool(
                "tool",
                Map.of(
                    "SECRET", "s",
                    "LD_PRELOAD", "x.so",
                    "HOME", "/h",
                    "https_proxy", "http://p",
                    "DOCKER_CONFIG", directory.toString()))
            .run(List.of("x"), directory)
            .outputText();

    assertThat(output)
        .contains("HOME=/h\n", "https_proxy=http://p\n", "TMPDIR=" + directory)
        .contains("REGISTRY_AUTH_FILE=" + directory + "/config.json")
        .doesNotContain("SECRET", "LD_PRELOAD");
  }

  @Test
  void keepsABoundedPartOfEndlessOutput() throws IOException {
    script(
        "tool",
        VERSION_2
            + "head -c 20000000 /dev/zero; head -c 3000000 /dev/zero | tr '\\0' '\\n' >&2\n"
            + "echo last >&2\n");

    ToolResult result = tool("tool").run(List.of("x"), directory);

    assertThat(result.isSuccess()).isTrue();
    assertThat(result.output()).hasSize(8 << 20);
    assertThat(result.errors()).hasSizeLessThan(100_000).endsWith("last\n");
  }

  @Test
  void endsTheProgramAndItsChildrenWhenTheBuilderIsInterrupted() throws Exception {
    script(
        "tool",
        VERSION_2
            + """
            trap '' TERM
            echo $$ > pids
            sleep 100 &
            echo $! >> pids
            touch ready
            wait
            sleep 100
            """);
    CompletableFuture<Throwable> failure = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                tool("tool").run(List.of("x"), directory);
                failure.complete(new AssertionError("came back"));
              } catch (GrampusException e) {
                failure.complete(e);
              }
            });
    thread.start();
    await(() -> Files.exists(directory.resolve("ready")));
    List<String> pids = Files.readAllLines(directory.resolve("pids"));

    thread.interrupt();

    assertThat(failure.get(20, TimeUnit.SECONDS))
        .isInstanceOfSatisfying(
            GrampusException.class, e -> assertThat(e.code()).isEqualTo("interrupted"));
    for (String pid : pids) {
      await(() -> ProcessHandle.of(Long.parseLong(pid)).filter(ProcessHandle::isAlive).isEmpty());
    }
  }

  /** Another builder, which starts a tool and is killed. */
  static final class Builder {
    private Builder() {}

    public static void main(String[] arguments) {
      ToolRunner runner = ToolRunner.create(System.getenv(), line -> {});
      new ExternalTool(runner, "sleeper", "p", "1").run(List.of("x"), Path.of(arguments[0]));
    }
  }

  @ParameterizedTest
  @CsvSource({"KILL", "TERM"})
  void endsTheProgramWhenTheBuilderIsKilled(String signal) throws Exception {
    Requirement.program("setpriv");
    script(
        "sleeper",
        """
        [ "$1" = --version ] && echo sleeper version 1 && exit
        echo $$ > pid.new
        mv pid.new pid
        exec sleep 100
        """);
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Builder.class.getName(),
            directory.toString());
    builder.environment().put("GRAMPUS_SLEEPER", directory.resolve("sleeper").toString());
    Process process = builder.inheritIO().start();
    await(() -> Files.exists(directory.resolve("pid")));
    long pid = Long.parseLong(Files.readString(directory.resolve("pid")).trim());
    assertThat(ProcessHandle.of(pid)).isPresent();

    new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
    process.waitFor();

    await(() -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
  }

  @ParameterizedTest
  @CsvSource({
    "0.4.7, 0.4.7, 0",
    "0.4.10, 0.4.9, 1",
    "1.3, 1.3.0, 0",
    "1.2.9, 1.3, -1",
    "2, 1.9.9, 1"
  })
  void comparesVersionsByNumbers(String one, String other, int expected) {
    assertThat(Integer.signum(ExternalTool.compare(one, other))).isEqualTo(expected);
  }

  private Path script(String name, String body) throws IOException {
    Path script = Files.writeString(directory.resolve(name), "#!/bin/sh\n" + body);
    return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private ExternalTool tool(String name) {
    return tool(name, Map.of());
  }

  private ExternalTool tool(String name, Map<String, String> more) {
    Map<String, String> environment = new HashMap<>(more);
    environment.put("PATH", directory + ":/usr/bin:/bin");
    return new ExternalTool(ToolRunner.create(environment, log::add), name, "the-package", "2.0");
  }

  private interface Condition {
    boolean holds();
  }

  private static void await(Condition condition) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as("within 20 s").isLessThan(end);
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private static void assertCode(String code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(GrampusException.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}
