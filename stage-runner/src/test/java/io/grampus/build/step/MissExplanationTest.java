package io.grampus.build.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.grampus.build.copy.Fingerprint.FileDigest;
import io.grampus.build.image.Digest;
import io.grampus.build.image.Platform;
import io.grampus.build.step.CacheKey.Input;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MissExplanationTest {
  private static final CacheKey BASE = CacheKey.ofScratch(Platform.parse("linux/amd64"));

  @TempDir Path records;

  private static CacheKey run(CacheKey parent, String command, Map<String, String> variables) {
    return parent
        .step("RUN")
        .add("command", command)
        .add(variables, name -> "build argument " + name)
        .build();
  }

  private static CacheKey copy(String... contents) {
    List<FileDigest> files =
        List.of(contents).stream()
            .map(content -> new FileDigest(content.substring(0, 1), content))
            .toList();
    String all = String.join(",", contents);
    return BASE.step("COPY")
        .add(CacheKey.SOURCES, Digest.of(all.getBytes(StandardCharsets.UTF_8)).toString())
        .describe(files)
        .build();
  }

  private List<String> explain(CacheKey missed, CacheKey... known) throws IOException {
    for (CacheKey key : known) {
      Files.writeString(
          records.resolve(key.digest().hex()),
          "2026-01-01T00:00:00Z empty\n" + RecordedInputs.encode(key.inputs()) + "\n");
    }
    return MissExplanation.of(records).of(missed);
  }

  @Test
  void namesTheBuildArgumentWithBothValues() throws IOException {
    assertThat(
            explain(
                run(BASE, "make", Map.of("V", "2")),
                run(BASE, "make", Map.of("V", "1")),
                run(BASE, "other", Map.of("V", "1"))))
        .containsExactly("build argument V was \"1\", is \"2\"");
  }

  @Test
  void namesTheCommandOfAStepInTheSamePlace() throws IOException {
    assertThat(explain(run(BASE, "make all", Map.of()), run(BASE, "make", Map.of())))
        .containsExactly("command was \"make\", is \"make all\"");
  }

  @Test
  void showsLongValuesWhereTheyDiffer() throws IOException {
    String install = "apt-get update && apt-get install -y --no-install-recommends apache2";
    assertThat(
            explain(
                run(BASE, install + "=2 && rm -r /var/lib/apt/lists/*", Map.of()),
                run(BASE, install + "=1", Map.of())))
        .containsExactly(
            "command was \"…-recommends apache2=1\","
                + " is \"…-recommends apache2=2 && rm -r /var/lib/apt/lists/*\"");
  }

  @Test
  void cutsNoCharacterInTwo() throws IOException {
    String fish = "\uD83D\uDC1F".repeat(60);
    assertThat(explain(run(BASE, fish, Map.of()), run(BASE, "x" + fish, Map.of())))
        .containsExactly(
            "command was \"x"
                + fish.substring(0, 58)
                + "…\", is \""
                + fish.substring(0, 60)
                + "…\"");
  }

  @Test
  void saysThatOnlyWhatComesBeforeDiffers() throws IOException {
    CacheKey one = run(BASE, "one", Map.of());
    CacheKey two = run(BASE, "two", Map.of());
    assertThat(explain(run(two, "make", Map.of()), run(one, "make", Map.of())))
        .containsExactly("what comes before it differs");
  }

  @Test
  void namesTheFilesThatChanged() throws IOException {
    assertThat(explain(copy("a1", "b2", "d1"), copy("a1", "b1", "c1")))
        .containsExactly("file b has changed", "file c is gone", "file d is new");
  }

  @Test
  void comparesWithTheStepOfTheSamePlaceHoweverManyFilesChanged() throws IOException {
    CacheKey elsewhere =
        BASE.step("COPY").add("destination", "/b").add(CacheKey.SOURCES, "x").build();
    CacheKey before =
        BASE.step("COPY")
            .add("destination", "/a")
            .add(CacheKey.SOURCES, "1")
            .describe(files(12, "old"))
            .build();
    CacheKey now =
        BASE.step("COPY")
            .add("destination", "/a")
            .add(CacheKey.SOURCES, "2")
            .describe(files(12, "new"))
            .build();
    assertThat(explain(now, elsewhere, before))
        .hasSize(9)
        .contains("file 0 has changed", "and 4 more differences");
  }

  private static List<FileDigest> files(int count, String digest) {
    return IntStream.range(0, count)
        .mapToObj(number -> new FileDigest(Integer.toString(number), digest))
        .toList();
  }

  @Test
  void namesTheFilesOfAMount() throws IOException {
    CacheKey before =
        BASE.step("RUN")
            .add("command", "make")
            .add(CacheKey.FILES_OF + "mount on /m", "1")
            .describe(List.of(new FileDigest("src/a.c", "1")))
            .build();
    CacheKey now =
        BASE.step("RUN")
            .add("command", "make")
            .add(CacheKey.FILES_OF + "mount on /m", "2")
            .describe(List.of(new FileDigest("src/a.c", "2"), new FileDigest("src/b/", "1")))
            .build();
    assertThat(explain(now, before))
        .containsExactly("file src/a.c has changed", "file src/b/ is new");
  }

  @Test
  void saysSoWhereNothingIsAlike() throws IOException {
    assertThat(explain(run(BASE, "make", Map.of()), copy("a1")))
        .containsExactly("no RUN like this one is in the cache");
  }

  @Test
  void saysSoWhereTheResultIsGone() throws IOException {
    CacheKey key = run(BASE, "make", Map.of());
    assertThat(explain(key, key))
        .containsExactly("it was executed before, but its result is no longer in the store");
  }

  @Test
  void passesOverRecordsThatAreDamaged() throws IOException {
    Files.writeString(records.resolve("a"), "");
    Files.writeString(records.resolve("b"), "x\n!!!\n");
    Files.writeString(records.resolve("c"), "x\nAAAA\n");
    assertThat(explain(run(BASE, "make", Map.of()))).hasSize(1);
  }

  @Test
  void inputsInARecordLookLikeNoDigestAndNoDirectory() {
    List<Input> inputs = List.of(new Input("command", "rm s/17 sha256:" + "0".repeat(64)));
    String word = RecordedInputs.encode(inputs);
    assertThat(word).matches("[A-Za-z0-9_-]+");
    assertThat(RecordedInputs.decode(word)).isEqualTo(inputs);
  }
}
