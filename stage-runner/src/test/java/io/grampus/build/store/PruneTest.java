package io.grampus.build.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.grampus.build.image.Descriptor;
import io.grampus.build.image.ImageReference;
import io.grampus.build.image.MediaTypes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PruneTest {
  @TempDir Path root;

  @Test
  void removesWhatNoImageNeeds() throws IOException {
    StoredImage kept;
    try (Store store = Stores.open(root)) {
      kept = TestImages.put(store, "kept", "kept");
      TestImages.put(store, "no name");
      TestImages.put(store, "replaced", "demo");
      TestImages.put(store, "removed", "demo");
      store.images().untag(ImageReference.parse("demo"));
    }
    age();

    try (Store store = Stores.open(root)) {
      assertThat(store.prune(PruneScope.UNNEEDED).blobs()).isEqualTo(9);
      assertThat(store.images().list()).containsExactly(kept);
      assertThat(store.images().use(kept)).isTrue();
    }
    assertThat(blobs()).hasSize(3);
  }

  @Test
  void keepsWhatARunningBuildMadeOrUsed() throws IOException {
    Descriptor used;
    Descriptor unused;
    try (Store store = Stores.open(root)) {
      used = store.blobs().put(new byte[] {1}, MediaTypes.OCI_LAYER);
      unused = store.blobs().put(new byte[] {2}, MediaTypes.OCI_LAYER);
    }
    age();
    try (Store build = Stores.open(root);
        Store other = Stores.open(root)) {
      assertThat(build.blobs().has(used.digest())).isTrue();
      Descriptor made = build.blobs().put(new byte[] {3}, MediaTypes.OCI_LAYER);
      Path snapshot = build.snapshots().allocate();

      other.prune(PruneScope.ALL);

      assertThat(build.blobs().exists(used.digest())).isTrue();
      assertThat(build.blobs().exists(made.digest())).isTrue();
      assertThat(build.blobs().exists(unused.digest())).isFalse();
      assertThat(snapshot).exists();
    }
  }

  @Test
  void keepsWhatACacheRecordMentions() throws IOException {
    Descriptor layer;
    Path kept;
    Path lost;
    try (Store store = Stores.open(root)) {
      layer = store.blobs().put(new byte[] {1}, MediaTypes.OCI_LAYER);
      kept = store.snapshots().allocate();
      lost = store.snapshots().allocate();
      Files.createDirectory(store.layout().cache().resolve("ab"));
      String record =
          "{\"layer\":\"%s\",\"at\":\"%s\"}"
              .formatted(layer.digest(), store.snapshots().shortName(kept));
      store.writeFile(
          store.layout().cache().resolve("ab/cd"), record.getBytes(StandardCharsets.UTF_8));
    }
    age();

    try (Store store = Stores.open(root)) {
      assertThat(store.prune(PruneScope.UNNEEDED)).isEqualTo(new PruneResult(0, 0, 1, 0, 0));
      assertThat(store.blobs().exists(layer.digest())).isTrue();
      assertThat(kept).exists();
      assertThat(lost).doesNotExist();
    }
    age();
    try (Store store = Stores.open(root)) {
      assertThat(store.prune(PruneScope.ALL)).isEqualTo(new PruneResult(1, 1, 1, 0, 0));
    }
    assertThat(root.resolve("cache")).isEmptyDirectory();
    assertThat(root.resolve("tmp")).isEmptyDirectory();
  }

  @Test
  void doesNotTakeALongerNumberForAShorterOne() throws IOException {
    try (Store store = Stores.open(root)) {
      store.snapshots().allocate();
      store.snapshots().allocate();
      store.writeFile(
          store.layout().cache().resolve("x"),
          "\"s/10\" \"as/1\" \"x/s/1\"".getBytes(StandardCharsets.UTF_8));
    }
    age();

    try (Store store = Stores.open(root)) {
      assertThat(store.prune(PruneScope.UNNEEDED).directories()).isEqualTo(2);
    }
  }

  @Test
  void removesTreesThatNobodyMayRead() throws IOException {
    try (Store store = Stores.open(root)) {
      Path snapshot = store.snapshots().allocate();
      Files.createDirectories(snapshot.resolve("upper/z"));
      Files.writeString(snapshot.resolve("upper/z/file"), "");
      Files.createSymbolicLink(snapshot.resolve("upper/link"), root.resolve("images"));
      Files.setPosixFilePermissions(
          snapshot.resolve("upper/z"), PosixFilePermissions.fromString("---------"));
      Files.setPosixFilePermissions(snapshot, PosixFilePermissions.fromString("r-x------"));
    }
    age();

    try (Store store = Stores.open(root)) {
      assertThat(store.prune(PruneScope.UNNEEDED).directories()).isEqualTo(1);
    }
    assertThat(root.resolve("s")).isEmptyDirectory();
    assertThat(root.resolve("images/index.json")).exists();
  }

  @Test
  void dropsAnUnpackedBaseWithItsImage() throws IOException {
    try (Store store = Stores.open(root)) {
      StoredImage kept = TestImages.put(store, "kept", "kept");
      StoredImage removed = TestImages.put(store, "removed");
      for (StoredImage image : List.of(kept, removed)) {
        store
            .unpackedBases()
            .obtain(image.descriptor().digest(), target -> createDirectory(target));
      }
    }
    age();

    try (Store store = Stores.open(root)) {
      assertThat(store.prune(PruneScope.UNNEEDED).directories()).isEqualTo(1);
    }
    assertThat(root.resolve("b/0/root")).exists();
    assertThat(root.resolve("b/1")).doesNotExist();
  }

  @Test
  void keepsACompressedLayerAsLongAsItsSource() throws IOException {
    try (Store store = Stores.open(root)) {
      StoredImage image = TestImages.put(store, "some text", "demo");
      store.compressedLayers().gzip(image.manifest().layers().get(0));
    }
    age();
    try (Store store = Stores.open(root)) {
      assertThat(store.prune(PruneScope.ALL).blobs()).isZero();
      store.images().untag(ImageReference.parse("demo"));
    }
    age();
    try (Store store = Stores.open(root)) {
      assertThat(store.prune(PruneScope.UNNEEDED).blobs()).isEqualTo(4);
    }
    assertThat(root.resolve("compressed")).isEmptyDirectory();
  }

  @Test
  void survivesADamagedIndexEntry() throws IOException {
    try (Store store = Stores.open(root)) {
      StoredImage image = TestImages.put(store, "a", "demo");
      Files.delete(store.blobs().path(image.descriptor().digest()));
      store.prune(PruneScope.UNNEEDED);
      assertThat(store.images().list()).isEmpty();
    }
  }

  private static void createDirectory(Path path) {
    try {
      Files.createDirectory(path);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Makes everything look as if it was last used long ago. */
  private void age() throws IOException {
    FileTime longAgo = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));
    for (String parent : List.of("images/blobs/sha256", "b", "s", "cache", "mounts")) {
      for (Path path : children(root.resolve(parent))) {
        Files.setLastModifiedTime(path, longAgo);
      }
    }
  }

  private List<Path> blobs() throws IOException {
    return children(root.resolve("images/blobs/sha256"));
  }

  private static List<Path> children(Path directory) throws IOException {
    try (Stream<Path> children = Files.list(directory)) {
      return new ArrayList<>(children.toList());
    }
  }
}
