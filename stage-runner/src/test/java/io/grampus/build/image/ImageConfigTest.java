package io.grampus.build.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ImageConfigTest {
  private static final Platform AMD64 = Platform.parse("linux/amd64");
  private static final Digest LAYER = new Digest("b".repeat(64));

  @Test
  void startsScratchAsBuildKitDoes() {
    assertThat(json(ImageConfig.scratch(AMD64)))
        .isEqualTo(
            "{\"architecture\":\"amd64\",\"os\":\"linux\",\"config\":{\"Env\":[\"PATH="
                + "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\"],"
                + "\"WorkingDir\":\"/\"},\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]}}");
  }

  @Test
  void replacesAVariableInItsPlaceAndAppendsANewOne() {
    ImageConfig config =
        ImageConfig.scratch(AMD64)
            .withEnv("A", "1")
            .withEnv("AB", "2")
            .withEnv("A", "3=4")
            .withEnv("C", "");

    assertThat(config.config().env().subList(1, 4)).containsExactly("A=3=4", "AB=2", "C=");
    assertThat(config.env("A")).isEqualTo("3=4");
    assertThat(config.env("B")).isNull();
    assertThat(config.environment().keySet()).containsExactly("PATH", "A", "AB", "C");
    assertThat(config.withDefaultPath()).isEqualTo(config);
  }

  @Test
  void changesOnlyWhatAnInstructionNames() {
    ImageConfig base = ImageConfig.scratch(AMD64).withLabels(Map.of("a", "1"));
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    ImageConfig config =
        base.withLabels(Map.of("a", "2", "b", "3"))
            .withCmd(List.of("c"))
            .withEntrypoint(List.of("e"))
            .withExposedPorts(List.of("80/tcp"))
            .withVolume("/v")
            .withUser("1:2")
            .withWorkingDir("/w")
            .withStopSignal("9")
            .withHealthcheck(Healthcheck.none())
            .withShell(List.of("sh"))
            .withOnBuild("RUN x")
            .withOnBuild("RUN y")
            .withAuthor("me")
            .withCreated(now)
            .withDiffId(LAYER)
            .withHistory(History.ofStep(now, "RUN z", false));

    assertThat(config.config().labels()).isEqualTo(Map.of("a", "2", "b", "3"));
    assertThat(config.config().onBuild()).containsExactly("RUN x", "RUN y");
    assertThat(config.withoutOnBuild().config().onBuild()).isEmpty();
    assertThat(config.rootfs().diffIds()).containsExactly(LAYER);
    assertThat(json(config))
        .contains("\"created\":\"2026-01-01T00:00:00Z\",\"author\":\"me\"")
        .contains("\"User\":\"1:2\",\"ExposedPorts\":{\"80/tcp\":{}}")
        .contains("\"Entrypoint\":[\"e\"],\"Cmd\":[\"c\"],\"Volumes\":{\"/v\":{}}")
        .contains("\"StopSignal\":\"9\",\"ArgsEscaped\":true,\"Healthcheck\":{\"Test\":[\"NONE\"]}")
        .contains("\"Shell\":[\"sh\"]")
        .contains("\"created_by\":\"RUN z\",\"comment\":\"buildkit.dockerfile.v0\"}]");
    assertThat(base.config().labels()).isEqualTo(Map.of("a", "1"));
  }

  @Test
  void removesTheCommand() {
    ImageConfig config = ImageConfig.scratch(AMD64).withCmd(List.of("c")).withCmd(null);

    assertThat(json(config)).doesNotContain("Cmd");
  }

  private static String json(ImageConfig config) {
    return new String(ImageDocuments.write(config), StandardCharsets.UTF_8);
  }
}
