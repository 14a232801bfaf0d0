package io.grampus.build.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grampus.build.image.Descriptor;
import io.grampus.build.image.Digest;
import io.grampus.build.image.ImageDocuments;
import io.grampus.build.image.ImageReference;
import io.grampus.build.image.Manifest;
import io.grampus.build.image.MediaTypes;
import io.grampus.build.image.Platform;
import io.grampus.os.GrampusException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageStoreTest {
  private static final Platform AMD64 = TestImages.AMD64;

  @TempDir Path root;
  private Store store;
  private ImageStore images;

  @BeforeEach
  void open() {
    store = Stores.open(root);
    images = store.images();
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void findsAnImageByNameIdAndBeginningOfTheId() {
    StoredImage image = TestImages.put(store, "a", "demo");

    for (String text :
        List.of(
            "demo",
            "demo:latest",
            "docker.io/library/demo",
            image.id().toString(),
            image.id().hex(),
            image.id().shortHex(),
            image.id().hex().substring(0, 4),
            "demo@" + image.descriptor().digest())) {
      assertThat(images.resolve(text, AMD64)).as(text).isEqualTo(image);
    }
    assertThat(images.config(image).config().labels()).containsEntry("text", "a");
    assertThat(image.displayName()).isEqualTo("demo:latest");
  }

  @Test
  void saysWhatIsMissing() {
    assertCode("image-not-found", "demo");
    assertCode("image-not-found", "sha256:" + "0".repeat(64));
    assertCode("image-name-invalid", "de mo");
    assertCode("image-not-found", "abc");
  }

  @Test
  void refusesABeginningThatSeveralIdsShare() {
    Map<String, String> texts = new HashMap<>();
    String shared = null;
    for (int number = 0; shared == null; number++) {
      String start = TestImages.id("x" + number).hex().substring(0, 4);
      String other = texts.put(start, "x" + number);
      if (other != null) {
        assertThat(TestImages.put(store, other).id()).isEqualTo(TestImages.id(other));
        TestImages.put(store, "x" + number);
        shared = start;
      }
    }

    assertCode("image-ambiguous", shared);
  }

  @Test
  void movesANameAndLeavesTheOldImageWithoutOne() {
    StoredImage old = TestImages.put(store, "old", "demo");
    StoredImage now = TestImages.put(store, "new", "demo", "other:1");

    assertThat(images.resolve("demo", AMD64).id()).isEqualTo(now.id());
    assertThat(images.list())
        .extracting(StoredImage::displayName)
        .containsExactly(old.id().shortHex(), "demo:latest", "other:1");

    images.tag(old, ImageReference.parse("demo"));
    assertThat(images.list())
        .extracting(StoredImage::displayName)
        .containsExactly("other:1", "demo:latest");
  }

  @Test
  void keepsOneImagePerPlatformUnderAName() {
    Platform arm64 = Platform.parse("linux/arm64");
    StoredImage here = TestImages.put(store, AMD64, "a", "demo");
    StoredImage there = TestImages.put(store, arm64, "b", "demo");

    assertThat(images.resolve("demo", AMD64)).isEqualTo(here);
    assertThat(images.resolve("demo", arm64)).isEqualTo(there);
    assertThat(images.find(ImageReference.parse("demo"), Platform.parse("linux/s390x"))).isEmpty();
  }

  @Test
  void removesANameAndWithTheLastOneTheImage() {
    StoredImage image = TestImages.put(store, "a", "demo", "other");

    assertThat(images.untag(ImageReference.parse("demo"))).isTrue();
    assertThat(images.untag(ImageReference.parse("demo"))).isFalse();
    assertThat(images.resolve("other", AMD64).id()).isEqualTo(image.id());
    assertThat(images.remove(image.descriptor().digest())).isTrue();
    assertThat(images.list()).isEmpty();
  }

  @Test
  void keepsTheBytesOfAForeignManifestAndTheDigestsOfItsRegistry() {
    StoredImage image = TestImages.put(store, "a");
    byte[] json =
        (new String(ImageDocuments.write(image.manifest()), UTF_8) + "\n").getBytes(UTF_8);
    Digest inRegistry = new Digest("c".repeat(64));
    ImageReference name = ImageReference.parse("demo@" + inRegistry);

    StoredImage pulled = images.put(json, List.of(name), List.of(inRegistry));

    assertThat(pulled.descriptor().digest()).isEqualTo(Digest.of(json));
    assertThat(images.find(name, AMD64)).isPresent();
    assertThat(images.find(ImageReference.parse("demo:1@" + inRegistry), AMD64)).isPresent();
    assertThat(images.find(ImageReference.parse("demo@" + Digest.of(json)), AMD64)).isPresent();
    assertThat(images.find(ImageReference.parse("demo"), AMD64)).isEmpty();
    assertThat(images.find(ImageReference.parse("other@" + inRegistry), AMD64)).isEmpty();
  }

  @Test
  void refusesAManifestWhoseBlobsAreNotHere() {
    StoredImage image = TestImages.put(store, "a");
    Descriptor missing = Descriptor.of(MediaTypes.OCI_LAYER, new Digest("0".repeat(64)), 1);
    Manifest manifest = Manifest.of(image.manifest().config(), List.of(missing));

    assertThatThrownBy(() -> images.put(manifest, List.of()))
        .isInstanceOfSatisfying(
            GrampusException.class, e -> assertThat(e.code()).isEqualTo("blob-missing"));
  }

  @Test
  void namesTheImageWhoseManifestIsDamagedAndRemovesIt() throws IOException {
    StoredImage image = TestImages.put(store, "a", "demo");
    TestImages.put(store, "b", "other");
    Files.writeString(store.blobs().path(image.descriptor().digest()), "{}");

    assertThatThrownBy(images::list)
        .hasMessageStartingWith("image demo:latest: ")
        .isInstanceOfSatisfying(
            GrampusException.class, e -> assertThat(e.hint()).contains("grampus rmi demo:latest"));
    assertThat(images.untag(ImageReference.parse("demo"))).isTrue();
    assertThat(images.list()).hasSize(1);
  }

  @Test
  void losesNoNameWhenManyThreadsAndStoresAddAtOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try (Store second = Stores.open(root)) {
      List<Future<StoredImage>> results =
          IntStream.range(0, 40)
              .mapToObj(
                  n ->
                      threads.submit(
                          () -> TestImages.put(n % 2 == 0 ? store : second, "t" + n, "demo:" + n)))
              .toList();
      for (Future<StoredImage> result : results) {
        result.get();
      }
    } finally {
      threads.shutdown();
    }
    assertThat(images.list()).hasSize(40);
  }

  private void assertCode(String code, String text) {
    assertThatThrownBy(() -> images.resolve(text, AMD64))
        .isInstanceOfSatisfying(GrampusException.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}
