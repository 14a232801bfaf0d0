package io.grampus.build.layer;

import static org.assertj.core.api.Assertions.assertThat;

import io.grampus.os.ByteString;
import io.grampus.os.DeviceNumber;
import io.grampus.os.Timestamp;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Layers are written as words: {@code d/} a directory, {@code f=text} a file, {@code b->a} a link.
 */
class LayerSquashTest {
  private static TarEntry entry(String path, TarType type, long size, String target) {
    return new TarEntry(
        ByteString.of(path),
        type,
        0755,
        Owner.ROOT,
        Timestamp.EPOCH,
        size,
        ByteString.of(target),
        DeviceNumber.ZERO,
        Collections.emptySortedMap());
  }

  private static LayerStream layer(String... words) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    TarOutput tar = new TarOutput(bytes);
    for (String word : words) {
      int equals = word.indexOf('=');
      int arrow = word.indexOf("->");
      if (word.endsWith("/")) {
        tar.write(entry(word.substring(0, word.length() - 1), TarType.DIRECTORY, 0, ""));
      } else if (arrow > 0) {
        tar.write(entry(word.substring(0, arrow), TarType.HARD_LINK, 0, word.substring(arrow + 2)));
      } else if (equals > 0) {
        byte[] content = word.substring(equals + 1).getBytes(StandardCharsets.UTF_8);
        tar.write(
            entry(word.substring(0, equals), TarType.REGULAR, content.length, ""),
            new ByteArrayInputStream(content));
      } else {
        tar.write(entry(word, TarType.REGULAR, 0, ""));
      }
    }
    tar.finish();
    byte[] written = bytes.toByteArray();
    return () -> new ByteArrayInputStream(written);
  }

  private static List<String> squash(LayerStream... layers) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new LayerSquash(List.of(layers)).write(out);
    TarInput in = new TarInput(new ByteArrayInputStream(out.toByteArray()));
    List<String> words = new ArrayList<>();
    for (TarEntry entry = in.next(); entry != null; entry = in.next()) {
      String content = new String(in.content().readAllBytes(), StandardCharsets.UTF_8);
      String word =
          switch (entry.type()) {
            case DIRECTORY -> entry.path() + "/";
            case HARD_LINK -> entry.path() + "->" + entry.target();
            default -> entry.path() + (entry.size() == 0 ? "" : "=" + content);
          };
      words.add(word.replace("//", "/"));
    }
    return words;
  }

  @Test
  void laterFilesReplaceEarlierOnes() throws IOException {
    assertThat(squash(layer("d/", "d/a=1", "d/b=1"), layer("d/", "d/a=2")))
        .containsExactly("d/", "d/b=1", "d/a=2");
  }

  @Test
  void whiteoutsOfFilesBelowStay() throws IOException {
    assertThat(squash(layer("d/", "d/.wh.base", "d/new=1"), layer("d/", "d/.wh.new")))
        .containsExactly("d/", "d/.wh.base", "d/.wh.new");
  }

  @Test
  void aFileMadeAgainNeedsNoWhiteout() throws IOException {
    assertThat(squash(layer(".wh.f"), layer("f=1"))).containsExactly("f=1");
  }

  @Test
  void aDirectoryMadeAgainHidesTheOneBelow() throws IOException {
    assertThat(squash(layer(".wh.d"), layer("d/", "d/new=1")))
        .containsExactly("d/", "d/.wh..wh..opq", "d/new=1");
    assertThat(squash(layer("d=file"), layer("d/", "d/new=1")))
        .containsExactly("d/", "d/.wh..wh..opq", "d/new=1");
  }

  @Test
  void anOpaqueDirectoryStaysOneUntilItIsDeleted() throws IOException {
    assertThat(squash(layer("d/", "d/.wh..wh..opq", "d/a=1"), layer("d/", "d/b=1")))
        .containsExactly("d/", "d/.wh..wh..opq", "d/a=1", "d/b=1");
    assertThat(squash(layer("d/", "d/.wh..wh..opq", "d/a=1"), layer(".wh.d")))
        .containsExactly(".wh.d");
  }

  @Test
  void aFileThatReplacesADirectoryHidesAllOfIt() throws IOException {
    assertThat(squash(layer("d/", "d/.wh.x", "d/y=1"), layer("d=1"))).containsExactly("d=1");
  }

  @Test
  void linksKeepTheirContentWhenTheFirstNameIsReplaced() throws IOException {
    assertThat(squash(layer("a=1", "b->a"), layer("a=2"))).containsExactly("b=1", "a=2");
    assertThat(squash(layer("a=1", "b->a", "c->a"), layer(".wh.a")))
        .containsExactly(".wh.a", "b=1", "c->b");
  }
}
