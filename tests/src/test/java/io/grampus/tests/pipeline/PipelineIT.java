package io.grampus.tests.pipeline;

import static io.grampus.tests.harness.Requirement.BUSYBOX;
import static io.grampus.tests.harness.Requirement.OVERLAY;
import static io.grampus.tests.harness.Requirement.REGISTRY;
import static io.grampus.tests.harness.Requirement.SKOPEO;
import static io.grampus.tests.harness.Requirement.UMOCI;
import static io.grampus.tests.harness.Requirement.USERNS;
import static org.assertj.core.api.Assertions.assertThat;

import io.grampus.tests.harness.Outcome;
import io.grampus.tests.harness.Registry;
import io.grampus.tests.harness.Requires;
import io.grampus.tests.harness.RunningCommand;
import io.grampus.tests.harness.WholeProgram;
import io.grampus.tests.harness.Workspace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Every example of docs/ci, executed as its system would, against a registry with accounts. */
@WholeProgram
@Requires({USERNS, OVERLAY, UMOCI, SKOPEO, BUSYBOX, REGISTRY})
class PipelineIT {
  private static final List<String> SECRETS = List.of(FakeSystem.PASSWORD, FakeSystem.AUTH);

  private static Registry registry(Workspace workspace) {
    workspace.dockerfile(
        "FROM busybox",
        "ARG TOKEN",
        "RUN test \"$TOKEN\" = t0ken && ! env | grep 'pass[:]' && ! find / -name auth.json | grep .",
        "CMD [\"echo\", \"built\"]");
    return Registry.startWithAccount(workspace);
  }

  private static String host(Registry registry) {
    return registry.name("").replaceFirst("/$", "");
  }

  @ParameterizedTest
  @EnumSource
  void buildsAndPushesAndShowsNobodyTheSecrets(FakeSystem system, Workspace workspace)
      throws IOException {
    Registry registry = registry(workspace);
    RunningCommand step = system.step(workspace, host(registry)).command(workspace).start();
    List<String> leaks = new ArrayList<>();
    while (!step.await(Duration.ofMillis(2))) {
      leaks.addAll(commandLinesWithSecrets(step));
    }

    Outcome done = step.outcome().mustSucceed();
    assertThat(leaks).isEmpty();
    assertThat(done.errors() + done.output()).doesNotContain(SECRETS);
    for (String tag : system.tags()) {
      Outcome inspected = inspect(workspace, registry.name("team/web:" + tag)).mustSucceed();
      assertThat(inspected.output()).doesNotContain(SECRETS);
      if (system != FakeSystem.TEKTON && system != FakeSystem.KUBERNETES) {
        assertThat(inspected.output())
            .contains("\"org.opencontainers.image.revision\": \"" + FakeSystem.REVISION)
            .contains("\"org.opencontainers.image.source\": \"https://git.example/team/web.git\"");
      }
    }
    assertThat(filesWithSecrets(workspace.folder().resolve("store"))).isEmpty();
    digestsAreTold(system, workspace, registry);
  }

  private static Outcome inspect(Workspace workspace, String image) {
    return workspace
        .command(
            "skopeo",
            "inspect",
            "--tls-verify=false",
            "--creds=" + FakeSystem.USER + ":" + FakeSystem.PASSWORD,
            "docker://" + image)
        .run();
  }

  /** Where the system's later steps look for the digest. */
  private static void digestsAreTold(FakeSystem system, Workspace workspace, Registry registry)
      throws IOException {
    Path told =
        switch (system) {
          case DRONE, GITLAB -> workspace.context().resolve("image.json");
          case HARNESS -> workspace.out("harness-output");
          case GITHUB -> workspace.folder().resolve("github-output");
          case TEKTON -> workspace.out("IMAGE_DIGEST");
          case KUBERNETES -> workspace.folder(); // its log is all that is left of it
        };
    if (system == FakeSystem.KUBERNETES) {
      return;
    }
    String image = registry.name("team/web:" + system.tags().get(0));
    String digest =
        inspect(workspace, image).output().replaceAll("(?s).*\"Digest\": \"([^\"]*)\".*", "$1");
    String text = Files.readString(told);
    switch (system) {
      case DRONE, GITLAB -> assertThat(text).contains("\"digest\" : \"" + digest + "\"");
      case HARNESS, GITHUB -> assertThat(text).isEqualTo("digest=" + digest + "\n");
      case TEKTON -> {
        assertThat(text).isEqualTo(digest);
        assertThat(workspace.out("IMAGE_URL")).hasContent(image);
      }
      case KUBERNETES -> throw new IllegalStateException();
    }
  }

  /** Of the step and everything that it started. */
  private static List<String> commandLinesWithSecrets(RunningCommand step) {
    return ProcessHandle.of(step.pid()).stream()
        .flatMap(first -> Stream.concat(Stream.of(first), first.descendants()))
        .map(PipelineIT::commandLine)
        .filter(line -> SECRETS.stream().anyMatch(line::contains))
        .toList();
  }

  private static String commandLine(ProcessHandle process) {
    try {
      return Files.readString(
          Path.of("/proc", Long.toString(process.pid()), "cmdline"), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return ""; // no process, or none any more
    }
  }

  private static List<Path> filesWithSecrets(Path folder) throws IOException {
    List<Path> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        if (SECRETS.stream().anyMatch(text::contains)) {
          found.add(file);
        }
      }
    }
    return found;
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "TEKTON")
  void pushesNothingWhenDry(FakeSystem system, Workspace workspace) {
    Registry registry = registry(workspace);
    FakeStep step = system.step(workspace, host(registry)).with("PLUGIN_DRY_RUN", "true");

    step.with("PLUGIN_CACHE_REPO", "").command(workspace).succeed();

    String image = registry.name("team/web:" + system.tags().get(0));
    assertThat(workspace.grampus().succeed("run", image).output()).isEqualTo("built\n");
    assertThat(inspect(workspace, image).exitCode()).isNotZero();
  }

  @ParameterizedTest
  @EnumSource
  void failsWithTheWrongPassword(FakeSystem system, Workspace workspace) {
    Registry registry = registry(workspace);
    FakeStep step = system.step(workspace, host(registry)).with("PLUGIN_PASSWORD", "wr0ng");
    String account = "{\"auths\": {\"%s\": {\"auth\": \"dXNlcjp3cjBuZw==\"}}}";
    workspace.file("config/config.json", account.formatted(host(registry)));

    Outcome failed = step.command(workspace).run();

    assertThat(failed.exitCode()).isEqualTo(1);
    assertThat(failed.errors())
        .contains("ERROR: ", "hint: ", host(registry))
        .doesNotContain("wr0ng", "dXNlcjp3cjBuZw==");
  }

  @ParameterizedTest
  @EnumSource
  void failsWithoutARepository(FakeSystem system, Workspace workspace) {
    Registry registry = registry(workspace);
    FakeStep step = system.step(workspace, host(registry));

    Outcome failed = step.with("PLUGIN_REPO", "").with("IMAGE", "").command(workspace).run();

    assertThat(failed.exitCode()).isIn(1, 125);
    assertThat(failed.errors())
        .contains(system == FakeSystem.TEKTON ? "image name" : "setting repo");
  }

  @ParameterizedTest
  @EnumSource
  void failsWhereNoRegistryAnswers(FakeSystem system, Workspace workspace) {
    registry(workspace);
    String nobody = "127.0.0.1:" + Registry.unusedPort();

    Outcome failed = system.step(workspace, nobody).command(workspace).run();

    assertThat(failed.exitCode()).isEqualTo(1);
    assertThat(failed.errors()).contains("ERROR: ", nobody, "hint: ");
  }

  @ParameterizedTest
  @EnumSource
  void failsAsTheDockerfileDoes(FakeSystem system, Workspace workspace) {
    Registry registry = registry(workspace);
    FakeStep step = system.step(workspace, host(registry));
    workspace.dockerfile("FROM busybox", "NONSENSE");
    Outcome wrong = step.command(workspace).run();
    assertThat(wrong.exitCode()).isEqualTo(1);
    assertThat(wrong.errors()).contains("Dockerfile:2", "NONSENSE");

    workspace.dockerfile("FROM busybox", "RUN exit 9");
    assertThat(step.command(workspace).run().exitCode()).isEqualTo(9);
    assertThat(inspect(workspace, registry.name("team/web:" + system.tags().get(0))).exitCode())
        .isNotZero();
  }
}
