package io.grampus.build.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grampus.os.GrampusException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDocumentsTest {
  private static final String HEX = "a".repeat(64);

  @Test
  void keepsEveryFieldOfADockerConfig() {
    String json =
        "{\"created\":\"2026-01-02T03:04:05.12Z\",\"author\":\"A\",\"architecture\":\"arm\","
            + "\"variant\":\"v7\",\"os\":\"linux\",\"config\":{\"User\":\"app\","
            + "\"ExposedPorts\":{\"443/tcp\":{},\"80/tcp\":{}},\"Env\":[\"PATH=/bin\",\"B=\"],"
            + "\"Entrypoint\":[\"/e\"],\"Cmd\":[\"a\",\"b\"],\"Volumes\":{\"/v\":{}},"
            + "\"WorkingDir\":\"/w\",\"Labels\":{\"k\":\"v\"},\"StopSignal\":\"SIGINT\","
            + "\"ArgsEscaped\":true,\"Healthcheck\":{\"Test\":[\"CMD\",\"true\"],"
            + "\"Interval\":3000000000,\"Retries\":2,\"New\":1.50},\"OnBuild\":[\"RUN x\"],"
            + "\"Shell\":[\"/bin/bash\",\"-c\"],\"Hostname\":\"h\",\"Tty\":false},"
            + "\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"sha256:"
            + HEX
            + "\"]},\"history\":[{\"created\":\"2026-01-01T00:00:00Z\",\"created_by\":\"x\","
            + "\"empty_layer\":true,\"more\":[1,{\"a\":null}]},{\"created_by\":\"y\"}],"
            + "\"docker_version\":\"20.10\",\"moby.buildkit.x\":{\"big\":12345678901234567890}}";

    assertThat(rewritten(json, ImageConfig.class)).isEqualTo(json);
  }

  @Test
  void keepsEveryFieldOfManifestAndIndex() {
    String descriptor =
        "{\"mediaType\":\"m\",\"digest\":\"sha256:"
            + HEX
            + "\",\"size\":0,\"urls\":[\"u\"],\"annotations\":{\"a\":\"b\"},"
            + "\"platform\":{\"architecture\":\"x\",\"os\":\"y\",\"os.version\":\"1\","
            + "\"os.features\":[\"f\"],\"variant\":\"v\",\"new\":1},\"data\":\"e30=\"}";
    String manifest =
        "{\"schemaVersion\":2,\"mediaType\":\"t\",\"config\":"
            + descriptor
            + ",\"layers\":[],\"annotations\":{\"k\":\"v\"},\"artifactType\":\"z\",\"subject\":{}}";
    String index = "{\"schemaVersion\":2,\"manifests\":[" + descriptor + "],\"other\":\"kept\"}";

    assertThat(rewritten(manifest, Manifest.class)).isEqualTo(manifest);
    assertThat(rewritten(index, ImageIndex.class)).isEqualTo(index);
  }

  @Test
  void writesTheSameBytesWhateverTheOrderItRead() {
    String one =
        "{\"os\":\"linux\",\"config\":{\"Labels\":{\"b\":\"2\",\"a\":\"1\"}},\"z\":1,\"y\":2}";
    String two =
        "{\"y\":2,\"z\":1,\"config\":{\"Labels\":{\"a\":\"1\",\"b\":\"2\"}},\"os\":\"linux\"}";

    assertThat(rewritten(one, ImageConfig.class)).isEqualTo(rewritten(two, ImageConfig.class));
  }

  @Test
  void readsTimesWithAnyOffset() {
    ImageConfig config = read("{\"created\":\"2026-01-01T02:00:00.5+02:00\"}", ImageConfig.class);

    assertThat(config.created()).isEqualTo(Instant.parse("2026-01-01T00:00:00.5Z"));
  }

  @Test
  void fillsInWhatAnOldConfigLacks() {
    ImageConfig config = read("{\"config\":null,\"history\":null}", ImageConfig.class);

    assertThat(config.config()).isEqualTo(ContainerConfig.empty());
    assertThat(config.rootfs().diffIds()).isEmpty();
    assertThat(config.history()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{",
        "{} {}",
        "{\"schemaVersion\":2}",
        "{\"config\":{\"mediaType\":\"m\",\"digest\":\"sha256:../x\",\"size\":1}}",
        "{\"config\":{\"mediaType\":\"m\",\"size\":1}}",
        "{\"layers\":{}}",
      })
  void refusesWhatIsNoManifest(String json) {
    assertThatThrownBy(() -> read(json, Manifest.class))
        .isInstanceOfSatisfying(
            GrampusException.class, e -> assertThat(e.code()).isEqualTo("image-document-invalid"))
        .hasMessageContaining("the document");
  }

  @Test
  void refusesNegativeSizesMissingWordsAndWrongTimes() {
    String descriptor = "{\"mediaType\":\"m\",\"digest\":\"sha256:" + HEX + "\",\"size\":-1}";

    assertThatThrownBy(() -> read(descriptor, Descriptor.class)).hasMessageContaining("negative");
    assertThatThrownBy(() -> read("{\"config\":{\"Env\":[null]}}", ImageConfig.class))
        .hasMessageContaining("a list with null in it");
    assertThatThrownBy(() -> read("{\"created\":\"yesterday\"}", ImageConfig.class))
        .hasMessageContaining("RFC 3339");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"Env\":[\"A=b\\u0000c\"]",
        "\"Cmd\":[\"\\u0000\"]",
        "\"Entrypoint\":[\"a\\u0000\"]",
        "\"Shell\":[\"a\\u0000\"]",
        "\"WorkingDir\":\"/\\u0000\""
      })
  void refusesWordsThatNoProgramCanBeGiven(String field) {
    assertThatThrownBy(() -> read("{\"config\":{" + field + "}}", ImageConfig.class))
        .isInstanceOf(GrampusException.class)
        .hasMessageContaining("NUL");
  }

  private static String rewritten(String json, Class<?> type) {
    return new String(ImageDocuments.write(read(json, type)), StandardCharsets.UTF_8);
  }

  private static <T> T read(String json, Class<T> type) {
    return ImageDocuments.read(json.getBytes(StandardCharsets.UTF_8), type, "the document");
  }
}
