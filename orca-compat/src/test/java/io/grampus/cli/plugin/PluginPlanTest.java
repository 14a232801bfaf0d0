package io.grampus.cli.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grampus.build.image.Platform;
import io.grampus.os.GrampusException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PluginPlanTest {
  private static final Instant NOW = Instant.parse("2020-02-03T04:05:06.789Z");

  private final Map<String, String> variables = new HashMap<>();

  private PluginPlan plan() {
    return PluginPlan.of(new Settings(variables), "");
  }

  private List<String> build() {
    return plan().buildArguments(new Settings(variables), "/meta", NOW);
  }

  private void set(String name, String value) {
    variables.put("PLUGIN_" + name, value);
  }

  @Test
  void namesAnImageForEachTag() {
    set("REPO", "team/web");
    set("TAGS", "1.0,latest");
    assertThat(plan().names()).containsExactly("team/web:1.0", "team/web:latest");
    assertThat(plan().push()).isTrue();
  }

  @Test
  void putsTheRegistryBeforeTheRepositoryUnlessItIsThere() {
    set("REGISTRY", "https://registry.example:5000/v2/");
    set("REPO", "team/web");
    assertThat(plan().names()).containsExactly("registry.example:5000/team/web:latest");
    set("REPO", "registry.example:5000/team/web");
    assertThat(plan().names()).containsExactly("registry.example:5000/team/web:latest");
  }

  @Test
  void takesTheAddressOfDockerHubForNoRegistry() {
    set("REGISTRY", "https://index.docker.io/v1/");
    set("REPO", "team/web");
    assertThat(plan().registry()).isEmpty();
    assertThat(plan().names()).containsExactly("team/web:latest");
  }

  @Test
  void readsTheFileOfTags() {
    set("REPO", "web");
    PluginPlan plan = PluginPlan.of(new Settings(variables), "1.0,1\nlatest\n");
    assertThat(plan.names()).containsExactly("web:1.0", "web:1", "web:latest");
  }

  @Test
  void doesNothingForABranchThatGetsNoAutomaticTags() {
    set("REPO", "web");
    set("AUTO_TAG", "true");
    variables.put("DRONE_COMMIT_REF", "refs/heads/feature");
    variables.put("DRONE_REPO_BRANCH", "main");
    assertThat(plan().skipped())
        .contains("no image is made of refs/heads/feature: it is not the default branch");
  }

  @Test
  void wantsARepositoryToPushTo() {
    assertThatThrownBy(this::plan)
        .isInstanceOf(GrampusException.class)
        .hasMessage("the setting repo is missing");
    set("DRY_RUN", "true");
    assertThat(plan().names()).isEmpty();
  }

  @Test
  void pushesAnArchive() {
    set("REPO", "web");
    set("PUSH_ONLY", "true");
    assertThatThrownBy(this::plan)
        .isInstanceOf(GrampusException.class)
        .hasMessage("the setting source_tar_path is missing");
    set("SOURCE_TAR_PATH", "out/web.tar");
    assertThat(plan().archive()).contains("out/web.tar");
  }

  @Test
  void buildsTheFolderItIsIn() {
    set("REPO", "web");
    set("AUTO_LABEL", "false");
    assertThat(build())
        .containsExactly(
            "build", "--tag", "web:latest", "--pull", "--push", "--metadata-file", "/meta", ".");
  }

  @Test
  void turnsSettingsIntoOptions() {
    set("REPO", "web");
    set("CONTEXT", "src");
    set("DOCKERFILE", "ci/Dockerfile");
    set("TARGET", "test");
    set("BUILD_ARGS", "A=1,B=2");
    set("BUILD_ARGS_FROM_ENV", "TOKEN");
    set("LABELS", "a=b");
    set("LABEL_SCHEMA", "name=web");
    set("AUTO_LABEL", "false");
    set("CACHE_FROM", "web:cache");
    set("CACHE_REPO", "web/cache");
    set("ADD_HOST", "db:10.0.0.1,web:10.0.0.2");
    set("NO_CACHE", "true");
    set("SQUASH", "true");
    set("QUIET", "true");
    set("PULL_IMAGE", "false");
    set("NO_PUSH", "true");
    set("TAR_PATH", "web.tar");
    assertThat(String.join(" ", build()))
        .isEqualTo(
            "build --file ci/Dockerfile --target test --tag web:latest --build-arg A=1 --build-arg"
                + " B=2 --build-arg TOKEN --label org.label-schema.name=web --label a=b"
                + " --cache-from type=registry,ref=web:cache --cache-from"
                + " type=registry,ref=web/cache --cache-to type=registry,mode=max,ref=web/cache"
                + " --add-host db:10.0.0.1 --add-host web:10.0.0.2 --no-cache --squash --quiet --output type=docker,dest=web.tar --metadata-file"
                + " /meta src");
  }

  @Test
  void refusesWhatABuildCannotDo() {
    set("REPO", "web");
    set("PLATFORM", Platform.host().toString());
    assertThat(plan().names()).containsExactly("web:latest");
    set("PLATFORM", "linux/riscv64");
    assertThatThrownBy(this::plan)
        .isInstanceOf(GrampusException.class)
        .hasMessageStartingWith("the setting platform is linux/riscv64, but images are built for ");
  }

  @Test
  void labelsTheImageWithItsOrigin() {
    set("REPO", "web");
    variables.put("DRONE_COMMIT_SHA", "abc");
    variables.put("DRONE_REMOTE_URL", "https://git.example/web.git");
    variables.put("DRONE_REPO_LINK", "https://git.example/web");
    assertThat(String.join(" ", build()))
        .contains(
            "--label org.opencontainers.image.created=2020-02-03T04:05:06Z"
                + " --label org.opencontainers.image.revision=abc"
                + " --label org.opencontainers.image.source=https://git.example/web.git"
                + " --label org.opencontainers.image.url=https://git.example/web");
  }

  @Test
  void passesProxiesOnByNameUnlessTheyAreGiven() {
    set("REPO", "web");
    set("BUILD_ARGS", "https_proxy=http://other");
    variables.put("http_proxy", "http://proxy");
    variables.put("https_proxy", "http://proxy");
    assertThat(String.join(" ", build()))
        .contains("--build-arg https_proxy=http://other --build-arg http_proxy --label");
  }
}
