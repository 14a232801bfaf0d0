package io.grampus.build.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grampus.os.ByteString;
import io.grampus.os.DeviceNumber;
import io.grampus.os.Fd;
import io.grampus.os.Timestamp;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One tree of many layers. */
final class FlattenerTest {
  @TempDir private Path temporary;

  /** A layer in the making. */
  private static final class Layer {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final TarOutput tar = new TarOutput(bytes);

    Layer directory(String path, int mode) throws IOException {
      tar.write(entry(path, TarType.DIRECTORY, mode, 0, ""));
      return this;
    }

    Layer file(String path, String content) throws IOException {
      return file(path, content, 0644);
    }

    Layer file(String path, String content, int mode) throws IOException {
      byte[] body = content.getBytes(StandardCharsets.UTF_8);
      tar.write(
          entry(path, TarType.REGULAR, mode, body.length, ""), new ByteArrayInputStream(body));
      return this;
    }

    Layer link(String path, String target) throws IOException {
      tar.write(entry(path, TarType.SYMLINK, 0777, 0, target));
      return this;
    }

    Layer hardLink(String path, String target) throws IOException {
      tar.write(entry(path, TarType.HARD_LINK, 0644, 0, target));
      return this;
    }

    Layer node(String path, TarType type) throws IOException {
      tar.write(entry(path, type, 0600, 0, ""));
      return this;
    }

    byte[] build() throws IOException {
      tar.finish();
      return bytes.toByteArray();
    }

    private static TarEntry entry(String path, TarType type, int mode, long size, String target) {
      return new TarEntry(
          ByteString.of(path),
          type,
          mode,
          new Owner(1, 2),
          new Timestamp(100, 0),
          size,
          ByteString.of(target),
          DeviceNumber.ZERO,
          Collections.emptySortedMap());
    }
  }

  @Test
  void upperLayersWinAndDirectoriesMerge() throws IOException {
    Map<String, String> files =
        flatten(
            new Layer().directory("d", 0755).file("d/a", "old").file("d/b", "kept"),
            new Layer().directory("d", 0700).file("d/a", "new").file("c", "top"));

    assertThat(files)
        .containsExactly(
            Map.entry("d/", "DIRECTORY 700"),
            Map.entry("d/b", "REGULAR kept"),
            Map.entry("d/a", "REGULAR new"),
            Map.entry("c", "REGULAR top"));
  }

  @Test
  void appliesDeletionsToLowerLayersOnly() throws IOException {
    Map<String, String> files =
        flatten(
            new Layer()
                .directory("d", 0755)
                .file("d/a", "")
                .directory("d/sub", 0755)
                .file("d/sub/x", "")
                .file("d-e", "")
                .directory("o", 0755)
                .file("o/below", ""),
            new Layer()
                .file("d/sub/new", "n")
                .file("d/.wh.sub", "")
                .file("d/.wh.a", "")
                .file("d/a", "again")
                .file("o/own", "")
                .file("o/.wh..wh..opq", "")
                .file(".wh.never", ""));

    assertThat(files.keySet())
        .containsExactly("d/", "d/sub/", "o/", "d-e", "d/sub/new", "d/a", "o/own");
    assertThat(files).containsEntry("d/a", "REGULAR again");
  }

  @Test
  void replacesAcrossTypes() throws IOException {
    Map<String, String> files =
        flatten(
            new Layer().directory("d", 0755).file("d/x", "").file("f", ""),
            new Layer().file("d", "file").directory("f", 0711).file("f/y", ""));

    assertThat(files.keySet()).containsExactly("f/", "d", "f/y");
  }

  @Test
  void keepsHardLinksWhoseFirstNameIsGone() throws IOException {
    Map<String, String> files =
        flatten(
            new Layer().file("a", "content").hardLink("b", "a").hardLink("c", "b"),
            new Layer().file(".wh.a", "").hardLink("d", "c"));

    assertThat(files)
        .containsExactly(
            Map.entry("b", "REGULAR content"),
            Map.entry("c", "HARD_LINK b"),
            Map.entry("d", "HARD_LINK b"));
  }

  @Test
  void separatesAReplacedNameFromItsFormerLinks() throws IOException {
    Map<String, String> files =
        flatten(new Layer().file("a", "one").hardLink("b", "a"), new Layer().file("a", "two"));

    assertThat(files).containsExactly(Map.entry("b", "REGULAR one"), Map.entry("a", "REGULAR two"));
  }

  @Test
  void followsLinksAmongParentsInsideTheRoot() throws IOException {
    Map<String, String> files =
        flatten(
            new Layer()
                .directory("tree", 0755)
                .directory("tree/lib", 0755)
                .file("tree/lib/old", "")
                .link("lib", "tree/lib")
                .link("abs", "/lib")
                .link("out", "../../../etc"),
            new Layer().file("lib/new", "1").file("abs/.wh.old", "").file("out/passwd", "2"));

    assertThat(files)
        .containsEntry("tree/lib/new", "REGULAR 1")
        .containsEntry("etc/passwd", "REGULAR 2")
        .containsEntry("lib", "SYMLINK tree/lib")
        .doesNotContainKeys("tree/lib/old", "lib/new");
  }

  @Test
  void keepsPathsThatLeadUpwardsInside() throws IOException {
    assertThat(flatten(new Layer().file("d/../../x", "in").hardLink("h", "../../x")))
        .containsExactly(Map.entry("h", "REGULAR in"), Map.entry("x", "HARD_LINK h"));
  }

  @Test
  void refusesWhatMakesNoSense() {
    for (Layer layer : hostileLayers()) {
      assertThatThrownBy(() -> flatten(layer)).isInstanceOf(TarFormatException.class);
    }
  }

  private static List<Layer> hostileLayers() {
    try {
      return List.of(
          new Layer().file("a", "").hardLink("b", "../gone"),
          new Layer().hardLink("h", "../../etc/passwd"),
          new Layer().hardLink("h", "missing"),
          new Layer().file("d/.wh...", ""),
          new Layer().file(".wh.", ""),
          new Layer().link("a", "b").link("b", "a").file("a/x", ""));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void writesADirectoryAsTheCallingUser() throws IOException {
    Path outside = Files.createDirectory(temporary.resolve("outside"));
    Path target = Files.createDirectory(temporary.resolve("target"));
    Files.createSymbolicLink(target.resolve("d"), outside);
    Files.createSymbolicLink(target.resolve("f"), outside.resolve("f"));
    Files.createDirectory(target.resolve("l"));
    List<String> warnings = new ArrayList<>();
    byte[] layer =
        new Layer()
            .directory("d", 0555)
            .file("d/su", "x", 04755)
            .file("f", "content")
            .hardLink("h", "f")
            .link("l", "/etc/passwd-of-nobody")
            .node("p", TarType.FIFO)
            .node("console", TarType.CHARACTER_DEVICE)
            .build();

    try (Fd root = TestTree.open(target)) {
      new Flattener(List.of(() -> new ByteArrayInputStream(layer)))
          .run(new DirectorySink(TestTree.access(), root, warnings::add));
    }

    assertThat(outside).isEmptyDirectory();
    assertThat(Files.getAttribute(target.resolve("d"), "unix:mode", LinkOption.NOFOLLOW_LINKS))
        .isEqualTo(0040555);
    assertThat(Files.getAttribute(target.resolve("d/su"), "unix:mode")).isEqualTo(0100755);
    assertThat(Files.readString(target.resolve("f"))).isEqualTo("content");
    assertThat(Files.getAttribute(target.resolve("h"), "unix:nlink")).isEqualTo(2);
    assertThat(Files.isSymbolicLink(target.resolve("l"))).isTrue();
    assertThat(Files.getLastModifiedTime(target.resolve("d")).toMillis()).isEqualTo(100_000);
    assertThat(target.resolve("console")).doesNotExist();
    assertThat(warnings).hasSize(1).allMatch(warning -> warning.contains("/console"));
  }

  private static Map<String, String> flatten(Layer... layers) throws IOException {
    List<LayerStream> streams = new ArrayList<>();
    for (Layer layer : Arrays.asList(layers)) {
      byte[] bytes = layer.build();
      streams.add(() -> new ByteArrayInputStream(bytes));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new Flattener(streams).run(new TarSink(out));
    Map<String, String> files = new LinkedHashMap<>();
    TarInput in = new TarInput(new ByteArrayInputStream(out.toByteArray()));
    TarEntry entry = in.next();
    while (entry != null) {
      files.put(entry.path().toString(), describe(entry, in));
      entry = in.next();
    }
    return files;
  }

  private static String describe(TarEntry entry, TarInput in) throws IOException {
    return switch (entry.type()) {
      case DIRECTORY -> "DIRECTORY " + Integer.toOctalString(entry.permissions());
      case REGULAR -> "REGULAR " + new String(in.content().readAllBytes(), StandardCharsets.UTF_8);
      case HARD_LINK, SYMLINK -> entry.type() + " " + entry.target();
      case CHARACTER_DEVICE, BLOCK_DEVICE, FIFO -> entry.type().toString();
    };
  }
}
