package io.grampus.build.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grampus.os.ByteString;
import io.grampus.os.DeviceNumber;
import io.grampus.os.Timestamp;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TreeComparisonTest {

  /** A layer under construction. */
  private static final class Layer {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final TarOutput tar = new TarOutput(bytes);

    Layer file(String path, String content) throws IOException {
      return add(entry(path, TarType.REGULAR, "", content.length()), content);
    }

    Layer link(String path, String earlier) throws IOException {
      return add(entry(path, TarType.HARD_LINK, earlier, 0), "");
    }

    Layer directory(String path) throws IOException {
      return add(entry(path, TarType.DIRECTORY, "", 0), "");
    }

    Layer add(TarEntry entry, String content) throws IOException {
      if (entry.type() == TarType.REGULAR) {
        byte[] text = content.getBytes(StandardCharsets.UTF_8);
        tar.write(entry, new ByteArrayInputStream(text));
      } else {
        tar.write(entry);
      }
      return this;
    }

    LayerStream done() throws IOException {
      tar.finish();
      byte[] all = bytes.toByteArray();
      return () -> new ByteArrayInputStream(all);
    }
  }

  private static TarEntry entry(String path, TarType type, String target, long size) {
    return new TarEntry(
        ByteString.of(path),
        type,
        0644,
        Owner.ROOT,
        Timestamp.EPOCH,
        size,
        ByteString.of(target),
        DeviceNumber.ZERO,
        Collections.emptySortedMap());
  }

  private static List<String> changes(LayerStream... layers) throws IOException {
    ImageTree tree = new ImageTree();
    for (int index = 0; index < layers.length - 1; index++) {
      tree.apply(layers[index]);
    }
    ImageTree after = tree.copy();
    after.apply(layers[layers.length - 1]);
    return TreeComparison.between(tree.files(), after.files()).stream()
        .map(change -> change.kind().letter() + " " + change.path() + " " + change.aspects())
        .toList();
  }

  @Test
  void tellsAddedChangedAndDeletedPaths() throws IOException {
    LayerStream below =
        new Layer().directory("d").file("d/a", "1").file("d/b", "2").file("same", "x").done();
    LayerStream above =
        new Layer()
            .directory("d")
            .file("d/.wh.b", "")
            .file("d/a", "other")
            .file("d/new", "")
            .file("same", "x")
            .done();

    assertThat(changes(below, above)).containsExactly("C d/a [CONTENT]", "D d/b []", "A d/new []");
  }

  @Test
  void aDirectoryThatIsMadeAnewHasLostWhatWasInIt() throws IOException {
    LayerStream below = new Layer().directory("d").file("d/a", "1").done();
    LayerStream above =
        new Layer().directory("d").file("d/.wh..wh..opq", "").file("d/b", "1").done();

    assertThat(changes(below, above)).containsExactly("D d/a []", "A d/b []");
  }

  @Test
  void comparesContentsAndNotOnlySizes() throws IOException {
    assertThat(changes(new Layer().file("f", "abc").done(), new Layer().file("f", "abd").done()))
        .containsExactly("C f [CONTENT]");
  }

  @Test
  void anotherTypeIsOneChange() throws IOException {
    assertThat(
            changes(
                new Layer().file("f", "abc").done(),
                new Layer().add(entry("f", TarType.SYMLINK, "x", 0), "").done()))
        .containsExactly("C f [TYPE]");
  }

  @Test
  void tellsModeOwnerAttributesAndTime() throws IOException {
    TreeMap<ByteString, ByteString> attributes = new TreeMap<>();
    attributes.put(ByteString.of("user.x"), ByteString.of(new byte[] {-128}));
    TarEntry changed =
        new TarEntry(
            ByteString.of("f"),
            TarType.REGULAR,
            04755,
            new Owner(5, 6),
            new Timestamp(1, 2),
            0,
            ByteString.EMPTY,
            DeviceNumber.ZERO,
            attributes);

    assertThat(changes(new Layer().file("f", "").done(), new Layer().add(changed, "").done()))
        .containsExactly("C f [MODE, OWNER, XATTRS, TIME]");
  }

  @Test
  void noticesThatOneFileHasBecomeTwo() throws IOException {
    LayerStream linked = new Layer().file("a", "1").link("b", "a").done();

    assertThat(changes(linked, new Layer().file("a", "1").file("b", "1").done()))
        .containsExactly("C b [LINKS]");
    assertThat(changes(linked, new Layer().file("a", "1").link("b", "a").done())).isEmpty();
  }

  @Test
  void refusesAChangeThatIsNone() {
    assertThatThrownBy(() -> new FileChange(ByteString.of("f"), null, null, java.util.Set.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
