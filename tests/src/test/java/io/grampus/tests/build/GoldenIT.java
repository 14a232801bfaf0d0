package io.grampus.tests.build;

import static io.grampus.tests.harness.Requirement.BUSYBOX;
import static io.grampus.tests.harness.Requirement.OVERLAY;
import static io.grampus.tests.harness.Requirement.SKOPEO;
import static io.grampus.tests.harness.Requirement.UMOCI;
import static io.grampus.tests.harness.Requirement.USERNS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.grampus.tests.harness.BuiltImage;
import io.grampus.tests.harness.ImageFile;
import io.grampus.tests.harness.LayerTree;
import io.grampus.tests.harness.Requires;
import io.grampus.tests.harness.WholeProgram;
import io.grampus.tests.harness.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same Dockerfile gives what BuildKit gave; see {@code golden/README.md}. */
@WholeProgram
@Requires({USERNS, OVERLAY, UMOCI, SKOPEO, BUSYBOX})
class GoldenIT {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");
  private static final ObjectMapper JSON = new ObjectMapper();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "instructions",
        "scratch",
        "arguments",
        "inheritance",
        "unchanged",
        "files",
        "copy"
      })
  void agreesWithBuildKit(String name, Workspace workspace) throws IOException {
    makeContext(workspace, GOLDEN.resolve(name));

    BuiltImage image =
        workspace.grampus().image("--build-arg", "GIVEN=given", "--build-arg", "SURPLUS=x");

    assertThat(image.tree().differences(baseOf(workspace, name)))
        .isEqualTo(Files.readString(GOLDEN.resolve(name + "/tree.txt")).strip());
    assertThat(described(image.file()))
        .isEqualTo(sorted(JSON.readTree(GOLDEN.resolve(name + "/expected.json").toFile())));
  }

  private static void makeContext(Workspace workspace, Path golden) throws IOException {
    workspace.dockerfile(Files.readString(golden.resolve("Dockerfile")).stripTrailing());
    Path script = golden.resolve("context.sh");
    if (Files.exists(script)) {
      workspace.command("sh", "-ec", Files.readString(script)).in(workspace.context()).succeed();
    } else {
      workspace.file("context/file.txt", "some text\n");
    }
  }

  private static LayerTree baseOf(Workspace workspace, String name) {
    return name.equals("scratch")
        ? LayerTree.empty()
        : workspace.dockerfile("FROM busybox").grampus().image().tree();
  }

  /**
   * Configuration and history as expected.json has them: without dates and the base image's part.
   */
  private static String described(ImageFile image) throws IOException {
    ObjectNode described = JSON.createObjectNode();
    described.set("config", image.container());
    ArrayNode history = described.putArray("history");
    int layers = 0;
    for (JsonNode entry : image.config().path("history")) {
      if (entry.path("comment").asText().equals("buildkit.dockerfile.v0")) {
        ObjectNode undated = entry.deepCopy();
        undated.remove("created");
        history.add(undated);
        layers += entry.path("empty_layer").asBoolean() ? 0 : 1;
      }
    }
    described.put("layers", layers);
    return sorted(described);
  }

  private static String sorted(JsonNode document) throws IOException {
    return JSON.writerWithDefaultPrettyPrinter()
        .with(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
        .writeValueAsString(JSON.treeToValue(document, Object.class));
  }
}
