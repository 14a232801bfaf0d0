package io.grampus.cli.orca;

import static org.assertj.core.api.Assertions.assertThat;

import io.grampus.build.BuildEvent;
import io.grampus.build.BuildResult;
import io.grampus.build.OutputChunk;
import io.grampus.build.OutputStreamName;
import io.grampus.build.VertexEvent;
import io.grampus.build.VertexKind;
import io.grampus.build.dockerfile.DockerfileReader;
import io.grampus.build.dockerfile.Instruction;
import io.grampus.build.dockerfile.InstructionParser;
import io.grampus.build.image.Descriptor;
import io.grampus.build.image.Digest;
import io.grampus.build.image.MediaTypes;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class OrcaLogTest {
  private static final Instant NOW = Instant.EPOCH;
  private static final String ID = "sha256:" + "0".repeat(64);
  private static final Descriptor MANIFEST =
      Descriptor.of(MediaTypes.OCI_MANIFEST, Digest.parse(ID), 1);

  private final ByteArrayOutputStream text = new ByteArrayOutputStream();
  private final PrintStream stream = new PrintStream(text, false, StandardCharsets.UTF_8);

  private static List<Instruction> instructions(String dockerfile) {
    byte[] bytes = dockerfile.getBytes(StandardCharsets.UTF_8);
    return InstructionParser.parse(DockerfileReader.read("Dockerfile", bytes)).instructions();
  }

  @Test
  void announcesEachInstructionInItsOrder() {
    OrcaLog log =
        new OrcaLog(
            stream,
            stream,
            instructions(
                """
                FROM debian:12
                ENV A=1 B="two words"
                RUN echo "it's" $A
                COPY ["a b", "/dest/"]
                CMD ["sh"]
                """));
    log.on(started(1, VertexKind.BASE_IMAGE, "[internal] load metadata for debian:12"));
    log.on(started(2, VertexKind.BASE_IMAGE, "[1/3] FROM debian:12"));
    log.started("umoci");
    log.line("unpacking");
    log.ended("umoci");
    log.on(started(3, VertexKind.STEP, "[2/3] RUN echo it's 1"));
    log.on(new VertexEvent.Wrote(NOW, 3, OutputStreamName.STDOUT, OutputChunk.ofText("it's 1\n")));
    log.on(started(4, VertexKind.STEP, "[3/3] COPY [\"a b\", \"/dest/\"]"));
    log.on(new BuildEvent.BuildFinished(NOW, new BuildResult(ID, MANIFEST, List.of(), List.of())));
    log.created(List.of("final"));

    assertThat(text.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            "orca-build[INFO] BUILD[1 of 5]: from ['debian:12'] [json=False]",
            "  ---> [umoci]",
            "unpacking",
            "  <--- [umoci]",
            "orca-build[INFO] BUILD[2 of 5]: env ['A=1', 'B=two words'] [json=False]",
            "orca-build[INFO] BUILD[3 of 5]: run ['echo', \"it's\", '$A'] [json=False]",
            "it's 1",
            "orca-build[INFO] BUILD[4 of 5]: copy ['a b', '/dest/'] [json=True]",
            "orca-build[INFO] BUILD[5 of 5]: cmd ['sh'] [json=True]",
            "orca-build[INFO] BUILD: created tags ['final']");
  }

  @Test
  void passesOverStepsThatStandInTheBaseImage() {
    OrcaLog log = new OrcaLog(stream, stream, instructions("FROM base\nWORKDIR /w\n"));
    log.on(started(1, VertexKind.BASE_IMAGE, "[1/3] FROM base"));
    log.on(started(2, VertexKind.STEP, "[2/3] COPY . /app"));
    log.on(started(3, VertexKind.STEP, "[3/3] WORKDIR /w"));

    assertThat(text.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            "orca-build[INFO] BUILD[1 of 2]: from ['base'] [json=False]",
            "orca-build[INFO] BUILD[2 of 2]: workdir ['/w'] [json=False]");
  }

  @Test
  void writesStringsAsPythonDoes() {
    assertThat(PythonText.of(List.of("a'b\"c", "\\", "\n\u0001", "é")))
        .isEqualTo("['a\\'b\"c', '\\\\', '\\n\\x01', 'é']");
  }

  @Test
  void namesImagesByHashes() {
    assertThat(OrcaTags.ofBase("debian:12")).matches("[0-9a-f]{64}-src");
    List<String> tags = OrcaTags.ofResults("FROM a", 2);
    assertThat(tags).hasSize(2).doesNotHaveDuplicates();
    assertThat(tags).allSatisfy(tag -> assertThat(tag).matches("[0-9a-f]{64}-dest"));
    assertThat(tags).doesNotContainAnyElementsOf(OrcaTags.ofResults("FROM b", 2));
    assertThat(OrcaTags.ofResults("FROM a", 1)).containsExactly(tags.get(0));
  }

  private static VertexEvent started(int vertex, VertexKind kind, String label) {
    return new VertexEvent.Started(NOW, vertex, kind, null, label);
  }
}
