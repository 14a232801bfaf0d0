package io.grampus.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands about images, with a real store and the real programs. */
class StoreCommandsTest {
  @TempDir private Path folder;
  private final Invocation grampus = new Invocation();
  private String id = "";

  @BeforeEach
  void importAnImage() throws IOException {
    grampus.variables.putAll(System.getenv());
    grampus.variables.put("GRAMPUS_ROOT", folder.resolve("store").toString());
    grampus.input = rootFs("hello");
    id = succeed("import", "-", "first:1").strip();
    assertThat(id).matches("sha256:[0-9a-f]{64}");
  }

  @Test
  void listsImagesByNameAndId() {
    succeed("tag", "first:1", "registry.example/team/second");
    List<String> lines = succeed("images").lines().toList();
    assertThat(lines).hasSize(3);
    assertThat(lines.get(0)).matches("REPOSITORY +TAG +IMAGE ID +CREATED +SIZE");
    String shortId = id.substring("sha256:".length(), "sha256:".length() + 12);
    assertThat(lines.subList(1, 3))
        .anySatisfy(line -> assertThat(line).matches("first +1 +" + shortId + " +just now +\\S+B"))
        .anySatisfy(
            line -> assertThat(line).startsWith("registry.example/team/second   latest   "));
    assertThat(succeed("images", "-q")).isEqualTo(shortId + "\n");
    assertThat(succeed("images", "--no-trunc", "-q", "first")).isEqualTo(id + "\n");
    assertThat(succeed("images", "-q", "first:2")).isEmpty();
    assertThat(succeed("images", "-q", "team/second")).isEmpty();
  }

  @Test
  void inspectsInDockersForm() throws IOException {
    succeed("tag", id, "other");
    JsonNode list = new ObjectMapper().readTree(succeed("inspect", "first:1", id));
    assertThat(list).hasSize(2);
    JsonNode image = list.get(0);
    assertThat(image.path("Id").asText()).isEqualTo(id);
    assertThat(image.path("RepoTags")).extracting(JsonNode::asText).contains("first:1");
    assertThat(image.path("RepoTags")).hasSize(2);
    assertThat(image.path("Os").asText()).isEqualTo("linux");
    assertThat(image.path("RootFS").path("Layers")).hasSize(1);
    assertThat(image.path("Config").path("Env").get(0).asText()).startsWith("PATH=");
  }

  @Test
  void removesNamesFirstAndTheImageWithTheLast() {
    succeed("tag", "first:1", "second");
    assertThat(succeed("rmi", "second")).isEqualTo("Untagged: docker.io/library/second:latest\n");
    assertThat(succeed("rmi", "first:1"))
        .isEqualTo("Untagged: docker.io/library/first:1\nDeleted: " + id + "\n");
    assertThat(succeed("images", "-q")).isEmpty();
  }

  @Test
  void removesAnImageOfSeveralNamesByItsIdOnlyByForce() {
    succeed("tag", "first:1", "second");
    fail(ExitCode.FAILED, "has several names: ", "rmi", id);
    assertThat(succeed("rmi", "-f", id)).contains("docker.io/library/second:latest", "Deleted: ");
    assertThat(succeed("images", "-q")).isEmpty();
  }

  @Test
  void freesTheSpaceOfARemovedImage() {
    assertThat(succeed("prune")).startsWith("Removed 0 blobs");
    succeed("rmi", "first:1");
    assertThat(succeed("prune", "--all", "--force")).startsWith("Removed 3 blobs");
  }

  @ParameterizedTest
  @ValueSource(strings = {"docker-archive", "oci-archive", "oci-dir"})
  void savesAndLoadsEveryFormat(String format) {
    assumeInstalled(Path.of("/usr/bin/skopeo"));
    String file = folder.resolve("saved").toString();
    assertThat(succeed("save", "--format", format, "-o", file, "first:1")).isEmpty();
    succeed("rmi", "first:1");
    assertThat(succeed("load", "-i", file)).isEqualTo("Loaded image: docker.io/library/first:1\n");
    assertThat(succeed("images", "--no-trunc", "-q")).isEqualTo(id + "\n");
  }

  @Test
  void savesToStandardOutputAndLoadsFromStandardInput() {
    assumeInstalled(Path.of("/usr/bin/skopeo"));
    succeed("save", "first:1");
    grampus.input = grampus.outBytes;
    succeed("rmi", "first:1");
    assertThat(succeed("load", "-q")).isEqualTo("docker.io/library/first:1\n");
    assertThat(succeed("images", "--no-trunc", "-q")).isEqualTo(id + "\n");
  }

  @Test
  void namesStandardInputWhereItIsNoArchive() {
    grampus.input = "no archive".repeat(1000).getBytes(StandardCharsets.UTF_8);
    fail(ExitCode.FAILED, "cannot read standard input: ", "load");
  }

  @ParameterizedTest
  @ValueSource(strings = {"oci", "docker"})
  void pushesToARegistryAndPullsBack(String format) throws Exception {
    assumeInstalled(Path.of("/usr/bin/skopeo"));
    assumeInstalled(LocalRegistry.PROGRAM);
    try (LocalRegistry registry = new LocalRegistry(folder)) {
      String name = registry.address() + "/team/first:1";
      String digest = succeed("push", "--format", format, "first:1", name).strip();
      assertThat(digest).startsWith("sha256:");
      assertThat(grampus.err).isEqualTo("Pushing " + name + "\n");
      succeed("rmi", "first:1");
      succeed("prune", "--all");
      String pulled = succeed("pull", "-q", name).strip();
      assertThat(grampus.err).isEmpty();
      assertThat(succeed("images", "-q", "--no-trunc", name)).isEqualTo(pulled + "\n");
      succeed("pull", registry.address() + "/team/first@" + digest);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1   | no image \"none\"                         | inspect none",
        "1   | no image \"none\"                         | tag none other",
        "1   | no image \"none\"                         | rmi none",
        "1   | no image \"none\"                         | save -o x none",
        "125 | \"Other\" is not an image name            | tag first:1 Other",
        "1   | /no/such.tar: no such file               | import /no/such.tar x",
        "125 | oci-dir needs a folder                   | save --format oci-dir first:1",
        "125 | there is no format \"docker-archiv\"; did | save --format docker-archiv first:1",
        "125 | there is no format \"v2s2\"               | push --format v2s2 first:1",
        "125 | Missing required parameter: 'IMAGE'      | rmi",
      })
  void saysWhatIsWrong(int code, String problem, String commandLine) {
    fail(code, "ERROR: " + problem, commandLine.split(" "));
  }

  @Test
  void doesNotSaveToATerminal() {
    grampus.terminal = true;
    fail(ExitCode.USAGE, "would be written to the terminal", "save", "first:1");
  }

  @Test
  void waitsForNoArchiveFromTheTerminal() {
    grampus.terminal = true;
    fail(ExitCode.USAGE, "would be read from the terminal", "load");
  }

  @Test
  void refusesSeveralImagesInOneArchive() throws IOException {
    grampus.input = rootFs("other");
    succeed("import", "-", "other");
    fail(ExitCode.FAILED, "several images in one archive", "save", "-o", "x", "first:1", "other");
  }

  @Test
  void savesANameThatTheIdBeginsWith() {
    assumeInstalled(Path.of("/usr/bin/skopeo"));
    String name = id.substring("sha256:".length(), "sha256:".length() + 2);
    succeed("tag", "first:1", name);
    String file = folder.resolve("saved").toString();
    succeed("save", "-o", file, name);
    assertThat(succeed("load", "-i", file))
        .isEqualTo("Loaded image: docker.io/library/" + name + ":latest\n");
  }

  @Test
  void comparesATimeThatNoCalendarHas() throws IOException {
    grampus.input = withTime(99_999_999_999_999_999L, rootFs("hello"));
    succeed("import", "-", "late");
    assertThat(grampus.run(Wiring::new, "diff", "--times", "first:1", "late")).isEqualTo(1);
    assertThat(grampus.out).startsWith("C /greeting: time ").endsWith(" → 99999999999999999 s\n");
  }

  @Test
  void doctorFindsTheStore() throws IOException {
    assertThat(succeed("doctor")).contains("Programs\n", folder.resolve("store").toString());
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThat(succeed("doctor", "--root", file.resolve("store").toString()))
        .contains("no   place: " + file, "because " + file + " is not a folder");
  }

  private String succeed(String... arguments) {
    int code = grampus.run(Wiring::new, arguments);
    assertThat(code).as(grampus.err).isZero();
    return grampus.out;
  }

  private void fail(int code, String problem, String... arguments) {
    assertThat(grampus.run(Wiring::new, arguments)).as(grampus.err).isEqualTo(code);
    assertThat(grampus.err).contains(problem).contains("ERROR: ");
    assertThat(grampus.out).isEmpty();
  }

  private static void assumeInstalled(Path program) {
    assumeTrue(Files.isExecutable(program), program + " is not installed");
  }

  private static byte[] rootFs(String greeting) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
      byte[] content = greeting.getBytes(StandardCharsets.UTF_8);
      TarArchiveEntry entry = new TarArchiveEntry("greeting");
      entry.setSize(content.length);
      tar.putArchiveEntry(entry);
      tar.write(content);
      tar.closeArchiveEntry();
    }
    return bytes.toByteArray();
  }

  /** The archive with another time of its first entry, in the binary form of GNU tar. */
  private static byte[] withTime(long seconds, byte[] archive) {
    ByteBuffer header = ByteBuffer.wrap(archive);
    header.putInt(136, 0x80000000).putLong(140, seconds);
    header.put(148, "        ".getBytes(StandardCharsets.US_ASCII));
    int sum = 0;
    for (int index = 0; index < 512; index++) {
      sum += archive[index] & 0xff;
    }
    header.put(148, "%06o".formatted(sum).getBytes(StandardCharsets.US_ASCII));
    return archive;
  }
}
