package io.grampus.tests.emulation;

import static io.grampus.tests.harness.Requirement.BUSYBOX;
import static io.grampus.tests.harness.Requirement.GCC;
import static io.grampus.tests.harness.Requirement.OVERLAY;
import static io.grampus.tests.harness.Requirement.SKOPEO;
import static io.grampus.tests.harness.Requirement.UMOCI;
import static io.grampus.tests.harness.Requirement.USERNS;
import static org.assertj.core.api.Assertions.assertThat;

import io.grampus.tests.harness.CompiledProgram;
import io.grampus.tests.harness.LayerTree;
import io.grampus.tests.harness.Requires;
import io.grampus.tests.harness.WholeProgram;
import io.grampus.tests.harness.Workspace;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * System calls in a {@code RUN} give what they gave real root in a chroot, and leave the same files
 * in the layer; see {@code resources/operations/README.md}.
 *
 * <p>The {@code RUN} starts as another user and becomes root by a setuid file: only so does the
 * emulation look at all calls of the others.
 */
@WholeProgram
@Requires({USERNS, OVERLAY, UMOCI, SKOPEO, BUSYBOX, GCC})
class DifferentialIT {
  private static final Path RECORDED = Path.of("src/test/resources/operations");
  private static final int CONTEXT = 15;

  @ParameterizedTest
  @ValueSource(strings = {"transcript.txt", "attributes.txt"})
  void callsOfEveryKindAreAnsweredAsToRealRoot(String transcript, Workspace workspace)
      throws IOException {
    CompiledProgram.into(workspace, "operations");

    agrees(workspace, Files.readString(RECORDED.resolve(transcript)).lines().toList());
  }

  @Test
  void tenThousandRandomCallsAreAnsweredAsToRealRoot(Workspace workspace) throws IOException {
    Path program = CompiledProgram.into(workspace, "operations");
    List<String> recorded = unpacked(Files.newInputStream(RECORDED.resolve("random.txt.gz")));

    assertThat(workspace.command(program.toString(), "generate", "1", "10000").succeed().output())
        .isEqualTo(script(recorded));
    agrees(workspace, recorded);
  }

  private static void agrees(Workspace workspace, List<String> recorded) throws IOException {
    workspace.file("context/script", script(recorded));
    workspace.dockerfile(
        "FROM busybox",
        "COPY --chmod=4755 operations /operations",
        "COPY script /script",
        "RUN mkdir -p /t/x",
        "USER 4242:4343",
        "RUN /operations </script | gzip >/tmp/transcript.gz");

    LayerTree tree = workspace.grampus().image().tree();

    String packed = tree.at("/tmp/transcript.gz").content();
    List<String> transcript =
        unpacked(new ByteArrayInputStream(packed.getBytes(StandardCharsets.ISO_8859_1)));
    assertThat(firstDifference(recorded, transcript)).isEmpty();
    assertThat(filesIn(tree)).isEqualTo(filesIn(transcript));
  }

  /** Results start with an equals sign, and lines of a tree with a slash. */
  private static String script(List<String> transcript) {
    return transcript.stream()
        .filter(line -> !line.startsWith("/"))
        .map(line -> line.replaceFirst(" = .*", "") + "\n")
        .collect(Collectors.joining());
  }

  private static List<String> unpacked(InputStream packed) throws IOException {
    try (InputStream input = new GZIPInputStream(packed)) {
      return new String(input.readAllBytes(), StandardCharsets.US_ASCII).lines().toList();
    }
  }

  private static String firstDifference(List<String> expected, List<String> actual) {
    int same = 0;
    while (same < Math.min(expected.size(), actual.size())
        && expected.get(same).equals(actual.get(same))) {
      same++;
    }
    if (same == Math.max(expected.size(), actual.size())) {
      return "";
    }
    return String.join("\n", expected.subList(Math.max(0, same - CONTEXT), same))
        + "\nreal root gets: "
        + (same < expected.size() ? expected.get(same) : "nothing")
        + "\nthe emulation gives: "
        + (same < actual.size() ? actual.get(same) : "nothing");
  }

  /** Type, mode and owner of what a tree at the end of a transcript shows; no layer has sockets. */
  private static Map<String, String> filesIn(List<String> transcript) {
    return transcript.stream()
        .filter(line -> line.startsWith("/"))
        .map(line -> line.split(" ", 4))
        .filter(words -> !words[1].startsWith("s"))
        .collect(
            Collectors.toMap(
                words -> words[0], words -> words[1] + " " + words[2], (a, b) -> b, TreeMap::new));
  }

  private static Map<String, String> filesIn(LayerTree tree) {
    Map<String, String> files = new TreeMap<>();
    tree.entries()
        .forEach(
            (path, entry) -> {
              if (path.equals("t") || path.startsWith("t/")) {
                files.put(
                    "/" + path,
                    "%c%04o %d:%d"
                        .formatted(
                            entry.summary().charAt(0), entry.mode(), entry.uid(), entry.gid()));
              }
            });
    return files;
  }
}
