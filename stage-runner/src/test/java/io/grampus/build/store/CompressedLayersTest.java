package io.grampus.build.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import io.grampus.build.image.Descriptor;
import io.grampus.build.image.Digest;
import io.grampus.build.image.MediaTypes;
import io.grampus.os.GrampusException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompressedLayersTest {
  @TempDir Path root;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100, 65_535, 65_536, 1 << 20, (1 << 20) + 1, 5_000_000})
  void makesAValidGzipStreamOfAnySize(int size) throws IOException {
    for (byte[] content : new byte[][] {random(size), repetitive(size)}) {
      ByteArrayOutputStream once = new ByteArrayOutputStream();
      ByteArrayOutputStream twice = new ByteArrayOutputStream();
      ParallelGzip.compress(new ByteArrayInputStream(content), once, 6);
      ParallelGzip.compress(new ByteArrayInputStream(content), twice, 6);

      byte[] back =
          new GZIPInputStream(new ByteArrayInputStream(once.toByteArray())).readAllBytes();
      assertThat(back).isEqualTo(content);
      assertThat(twice.toByteArray()).isEqualTo(once.toByteArray());
    }
  }

  @Test
  void compressesNearlyAsWellAsOneStream() throws IOException {
    byte[] content = repetitive(4_000_000);
    ByteArrayOutputStream parallel = new ByteArrayOutputStream();
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    ParallelGzip.compress(new ByteArrayInputStream(content), parallel, 6);
    try (GZIPOutputStream out = new GZIPOutputStream(plain)) {
      out.write(content);
    }

    assertThat(parallel.size()).isLessThan(plain.size() * 102 / 100 + 1000);
  }

  @Test
  void isUnderstoodByGzipItself() throws Exception {
    Path file = root.resolve("x.gz");
    try (OutputStream out = Files.newOutputStream(file)) {
      ParallelGzip.compress(new ByteArrayInputStream(repetitive(3_000_000)), out, 9);
    }

    assertThat(new ProcessBuilder("gzip", "-t", file.toString()).start().waitFor()).isZero();
  }

  @Test
  void compressesALayerOnce() throws IOException {
    try (Store store = Stores.open(root.resolve("s"))) {
      byte[] content = repetitive(100_000);
      Descriptor layer = store.blobs().put(content, MediaTypes.OCI_LAYER);

      Descriptor made = store.compressedLayers().gzip(layer, OptionalInt.empty());
      Object inode = Files.getAttribute(store.blobs().path(made.digest()), "unix:ino");
      Descriptor again = store.compressedLayers().gzip(layer, OptionalInt.empty());

      assertThat(made.mediaType()).isEqualTo(MediaTypes.OCI_LAYER_GZIP);
      assertThat(made.size()).isEqualTo(store.blobs().size(made.digest())).isLessThan(100_000);
      assertThat(again).isEqualTo(made);
      assertThat(Files.getAttribute(store.blobs().path(made.digest()), "unix:ino"))
          .isEqualTo(inode);
      assertThat(Digest.of(new GZIPInputStream(store.blobs().open(made.digest())).readAllBytes()))
          .isEqualTo(layer.digest());

      Files.delete(store.blobs().path(made.digest()));
      assertThat(store.compressedLayers().gzip(layer, OptionalInt.empty())).isEqualTo(made);
      assertThat(store.blobs().exists(made.digest())).isTrue();
    }
  }

  @Test
  void turnsAnyFormIntoAnyOther() throws IOException {
    try (Store store = Stores.open(root.resolve("s"))) {
      byte[] content = repetitive(1_000_000);
      Descriptor layer = store.blobs().put(content, MediaTypes.OCI_LAYER);
      CompressedLayers forms = store.compressedLayers();

      Descriptor gzip = forms.gzip(layer, OptionalInt.of(1));
      Descriptor zstd = forms.zstd(gzip, OptionalInt.of(19));

      assertThat(forms.gzip(layer, OptionalInt.of(9)).size()).isLessThan(gzip.size());
      assertThat(zstd.mediaType()).isEqualTo(MediaTypes.OCI_LAYER_ZSTD);
      assertThat(zstd.size()).isLessThan(gzip.size());
      assertThat(forms.zstd(layer, OptionalInt.of(19))).isEqualTo(zstd);
      assertThat(forms.uncompressed(zstd)).isEqualTo(layer);
      assertThat(forms.uncompressed(layer)).isEqualTo(layer);
    }
  }

  @Test
  void saysWhichLayerIsDamaged() {
    byte[] whole = Zstd.compress(random(100_000));
    try (Store store = Stores.open(root.resolve("s"))) {
      for (byte[] damaged : List.of(Arrays.copyOf(whole, 50_000), new byte[] {0x1f, (byte) 0x8b})) {
        Descriptor layer = store.blobs().put(damaged, MediaTypes.OCI_LAYER_ZSTD);
        assertThatThrownBy(() -> store.compressedLayers().gzip(layer, OptionalInt.empty()))
            .isInstanceOfSatisfying(
                GrampusException.class, e -> assertThat(e.code()).isEqualTo("image-unpack"))
            .hasMessageContaining(layer.digest().toString());
      }
    }
  }

  private static byte[] random(int size) {
    byte[] content = new byte[size];
    new Random(size).nextBytes(content);
    return content;
  }

  private static byte[] repetitive(int size) {
    Random random = new Random(size);
    byte[] content = new byte[size];
    for (int index = 0; index < size; index++) {
      content[index] =
          index > 300 && random.nextInt(10) > 0 ? content[index - 300] : (byte) random.nextInt(60);
    }
    return content;
  }
}
