package io.grampus.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.grampus.build.BuildEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RawJsonRendererTest {

  @Test
  void writesAnObjectForEachEvent() throws IOException {
    List<JsonNode> lines = render(RecordedBuild.successful());

    JsonNode started = lines.get(1).path("vertexes").path(0);
    assertThat(started.path("name").asText())
        .isEqualTo("[internal] load build definition from Dockerfile");
    assertThat(started.path("started").asText()).isEqualTo("2026-03-01T12:00:00Z");
    assertThat(started.has("completed")).isFalse();
    JsonNode done = lines.get(2).path("vertexes").path(0);
    assertThat(done.path("digest")).isEqualTo(started.path("digest"));
    assertThat(done.path("completed").asText()).isEqualTo("2026-03-01T12:00:00.020Z");
    assertThat(lines)
        .anyMatch(line -> line.path("vertexes").path(0).path("cached").asBoolean())
        .anyMatch(line -> line.path("statuses").path(0).path("total").asLong() == 48_000_000)
        .anyMatch(line -> line.path("statuses").path(0).path("completed").asText().isEmpty());
  }

  @Test
  void tellsWhatFailedAndWhatWasGivenUp() throws IOException {
    assertThat(render(RecordedBuild.interleaved()))
        .extracting(line -> line.path("vertexes").path(0).path("error").asText())
        .contains("out of luck", "context canceled");
  }

  private static List<JsonNode> render(List<BuildEvent> events) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8);
    try (RawJsonRenderer renderer = new RawJsonRenderer(out)) {
      events.forEach(renderer::on);
    }
    List<JsonNode> lines = new ArrayList<>();
    for (String line : bytes.toString(StandardCharsets.UTF_8).lines().toList()) {
      lines.add(new ObjectMapper().readTree(line));
    }
    return lines;
  }
}
