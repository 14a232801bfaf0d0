package io.grampus.tests.build;

import static io.grampus.tests.harness.Requirement.BUSYBOX;
import static io.grampus.tests.harness.Requirement.OVERLAY;
import static io.grampus.tests.harness.Requirement.REGISTRY;
import static io.grampus.tests.harness.Requirement.SKOPEO;
import static io.grampus.tests.harness.Requirement.UMOCI;
import static io.grampus.tests.harness.Requirement.USERNS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.grampus.tests.harness.Grampus;
import io.grampus.tests.harness.Outcome;
import io.grampus.tests.harness.Registry;
import io.grampus.tests.harness.Requires;
import io.grampus.tests.harness.WholeProgram;
import io.grampus.tests.harness.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The CI plugin, with the environment that Drone and Harness give a step. */
@WholeProgram
@Requires({USERNS, OVERLAY, UMOCI, SKOPEO, BUSYBOX})
class PluginIT {
  private static Grampus step(Workspace workspace) {
    workspace.dockerfile(
        "FROM busybox",
        "ARG TOKEN",
        "RUN test ${#TOKEN} = 5 && ! env | grep pass.wor[d] && ! find / -name auth.json | grep .",
        "CMD [\"echo\", \"built\"]");
    return workspace
        .grampus()
        .with("PLUGIN_CONTEXT", workspace.context().toString())
        .with("PLUGIN_DOCKERFILE", workspace.context().resolve("Dockerfile").toString())
        .with("PLUGIN_PULL_IMAGE", "false")
        .with("PLUGIN_BUILD_ARGS_FROM_ENV", "TOKEN")
        .with("TOKEN", "t0ken")
        .with("CI", "true")
        .with("DRONE", "true")
        .with("DRONE_COMMIT_REF", "refs/tags/v1.2.3")
        .with("DRONE_COMMIT_SHA", "0123abc")
        .with("DRONE_REPO_BRANCH", "main");
  }

  @Test
  @Requires(REGISTRY)
  void pushesWithAnAccountAndReports(Workspace workspace) throws IOException {
    Registry registry = Registry.startWithAccount(workspace);
    Path artifact = workspace.out("artifacts/image.json");
    Path output = workspace.file("drone-output", "earlier=1\n");
    Grampus step =
        step(workspace)
            .with("PLUGIN_REGISTRY", "http://" + registry.name("v2/"))
            .with("PLUGIN_REPO", "team/web")
            .with("PLUGIN_AUTO_TAG", "true")
            .with("PLUGIN_USERNAME", "user")
            .with("PLUGIN_PASSWORD", "pass:word")
            .with("PLUGIN_ARTIFACT_FILE", artifact.toString())
            .with("DRONE_OUTPUT", output.toString());

    Outcome done = step.succeed("plugin");

    assertThat(done.errors())
        .contains("+ grampus build ")
        .contains("--build-arg TOKEN ")
        .doesNotContain("pass:word")
        .doesNotContain("t0ken");
    JsonNode images = new ObjectMapper().readTree(artifact.toFile()).path("data").path("images");
    assertThat(images.findValuesAsText("image"))
        .containsExactly(
            registry.name("team/web:1"),
            registry.name("team/web:1.2"),
            registry.name("team/web:1.2.3"));
    String digest = images.get(0).path("digest").asText();
    assertThat(Files.readString(output)).isEqualTo("earlier=1\ndigest=" + digest + "\n");
    Outcome inspected =
        workspace
            .command(
                "skopeo",
                "inspect",
                "--tls-verify=false",
                "--creds=user:pass:word",
                "docker://" + registry.name("team/web:1.2"))
            .succeed();
    assertThat(inspected.output())
        .contains("\"Digest\": \"" + digest + "\"")
        .contains("\"org.opencontainers.image.revision\": \"0123abc\"");
  }

  @Test
  @Requires(REGISTRY)
  void failsWithAWrongPassword(Workspace workspace) {
    Registry registry = Registry.startWithAccount(workspace);
    Outcome failed =
        step(workspace)
            .with("PLUGIN_REPO", registry.name("team/web"))
            .with("PLUGIN_REGISTRY", registry.name("").replaceFirst("/$", ""))
            .with("PLUGIN_USERNAME", "user")
            .with("PLUGIN_PASSWORD", "wr0ng")
            .run("plugin");

    assertThat(failed.exitCode()).isEqualTo(1);
    assertThat(failed.errors()).contains("ERROR: ").contains("hint: ").doesNotContain("wr0ng");
  }

  @Test
  void failsWhereThereIsNoRegistry(Workspace workspace) {
    Outcome failed = step(workspace).with("PLUGIN_REPO", "127.0.0.1:1/team/web").run("plugin");

    assertThat(failed.exitCode()).isEqualTo(1);
    assertThat(failed.errors()).contains("ERROR: ").contains("127.0.0.1:1");
  }

  @Test
  void dryRunsIntoTheStoreAndAnArchive(Workspace workspace) {
    Path archive = workspace.out("image.tar");
    Grampus step =
        step(workspace)
            .with("PLUGIN_REPO", "team/web")
            .with("PLUGIN_DRY_RUN", "true")
            .with("PLUGIN_TAR_PATH", archive.toString())
            .with("PLUGIN_TAGS", "1,2")
            .with("PLUGIN_LABELS", "a=it's b")
            .with("PLUGIN_BUILD_ARG", "A=1");

    Outcome done = step.succeed("plugin");

    assertThat(done.errors())
        .contains("--label 'a=it'\\''s b' ")
        .contains("WARNING: the setting build_arg is not known; did you mean \"build_args\"?");
    Grampus other = workspace.grampus("another-store");
    other.succeed("load", "-i", archive.toString());
    assertThat(other.succeed("run", "team/web:1").output()).isEqualTo("built\n");
    assertThat(other.succeed("run", "team/web:2").output()).isEqualTo("built\n");
  }

  @Test
  @Requires(REGISTRY)
  void pushesAnArchiveThatAnEarlierStepMade(Workspace workspace) {
    Registry registry = Registry.start(workspace);
    Path archive = workspace.out("image.tar");
    step(workspace)
        .with("PLUGIN_NO_PUSH", "true")
        .with("PLUGIN_REPO", "team/web")
        .with("PLUGIN_TAR_PATH", archive.toString())
        .succeed("plugin");

    workspace
        .grampus("another-store")
        .with("PLUGIN_PUSH_ONLY", "true")
        .with("PLUGIN_SOURCE_TAR_PATH", workspace.folder().relativize(archive).toString())
        .with("PLUGIN_REPO", registry.name("team/web"))
        .with("PLUGIN_TAGS", "a,b")
        .succeed("plugin");

    Grampus third = workspace.grampus("third-store");
    assertThat(third.succeed("run", registry.name("team/web:b")).output()).isEqualTo("built\n");
  }

  @Test
  void saysWhatIsMissing(Workspace workspace) {
    Outcome failed = step(workspace).run("plugin");
    assertThat(failed.exitCode()).isEqualTo(1);
    assertThat(failed.errors())
        .isEqualTo(
            """
            ERROR: the setting repo is missing
            hint: set it to the image's name without a tag, or dry_run to true
            code: plugin-setting
            """);
  }

  @Test
  void failsAsTheDockerfileDoes(Workspace workspace) {
    Grampus step = step(workspace).with("PLUGIN_REPO", "web").with("PLUGIN_DRY_RUN", "true");
    workspace.dockerfile("FROM busybox", "RUN exit 9");
    assertThat(step.run("plugin").exitCode()).isEqualTo(9);
    workspace.dockerfile("FROM busybox", "NONSENSE");
    Outcome failed = step.run("plugin");
    assertThat(failed.exitCode()).isEqualTo(1);
    assertThat(failed.errors()).contains("Dockerfile:2");
  }
}
