package io.grampus.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.grampus.build.BuildEvent;
import io.grampus.build.OutputChunk;
import io.grampus.build.OutputStreamName;
import io.grampus.build.VertexEvent.Failed;
import io.grampus.build.VertexEvent.Started;
import io.grampus.build.VertexEvent.Wrote;
import io.grampus.build.VertexKind;
import io.grampus.cli.Golden;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlainRendererTest {

  @Test
  void writesASuccessfulBuild() throws IOException {
    Golden.check("progress/successful.plain.txt", render(RecordedBuild.successful()));
  }

  @Test
  void repeatsTheLastLinesOfAFailure() throws IOException {
    Golden.check("progress/failing.plain.txt", render(RecordedBuild.failing()));
  }

  @Test
  void namesAVertexAgainWhenItReturnsToIt() throws IOException {
    Golden.check("progress/interleaved.plain.txt", render(RecordedBuild.interleaved()));
  }

  @Test
  void joinsACharacterThatTwoChunksShare() {
    byte[] euro = "€\n".getBytes(StandardCharsets.UTF_8);
    Instant at = RecordedBuild.BEGIN;
    List<BuildEvent> events =
        List.of(
            new Started(at, 1, VertexKind.STEP, null, "x"),
            new Wrote(at, 1, OutputStreamName.STDERR, OutputChunk.copyOf(euro, 0, 1)),
            new Wrote(at, 1, OutputStreamName.STDERR, OutputChunk.copyOf(euro, 1, 3)));
    assertThat(render(events)).isEqualTo("#1 x\n#1 0.000 €\n");
  }

  @Test
  void cutsALineThatDoesNotEnd() {
    String endless = "x".repeat(LineSplitter.LONGEST + 3);
    Instant at = RecordedBuild.BEGIN;
    List<BuildEvent> events =
        List.of(
            new Started(at, 1, VertexKind.STEP, null, "x"),
            new Wrote(at, 1, OutputStreamName.STDOUT, OutputChunk.ofText(endless)));
    assertThat(render(events).lines().map(String::length))
        .containsExactly(4, "#1 0.000 ".length() + LineSplitter.LONGEST, "#1 0.000 xxx".length());
  }

  @Test
  void letsNoEscapeSequenceOfADockerfileThrough() {
    Instant at = RecordedBuild.BEGIN;
    List<BuildEvent> events =
        List.of(
            new Started(at, 1, VertexKind.STEP, null, "COPY \u001b]0;a\u0007b /"),
            new BuildEvent.Warning(at, "X", "is \u001b[2Jbad", null),
            new Failed(at, 1, Duration.ZERO, "no \u001b[31mb"));
    assertThat(render(events))
        .isEqualTo("#1 COPY b /\n#1 ...\n\nWARNING: is bad\n\n#1 COPY b /\n#1 ERROR: no b\n");
  }

  private static String render(List<BuildEvent> events) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8);
    try (PlainRenderer renderer = new PlainRenderer(out)) {
      events.forEach(renderer::on);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
