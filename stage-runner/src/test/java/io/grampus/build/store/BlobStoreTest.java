package io.grampus.build.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grampus.build.image.Descriptor;
import io.grampus.build.image.Digest;
import io.grampus.os.ByteString;
import io.grampus.os.Fd;
import io.grampus.os.GrampusException;
import io.grampus.os.LinuxSyscalls;
import io.grampus.os.OpenFlags;
import io.grampus.os.TreeAccess;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlobStoreTest {
  private static final byte[] CONTENT = "content".getBytes(StandardCharsets.UTF_8);

  @TempDir Path root;
  private Store store;
  private BlobStore blobs;

  @BeforeEach
  void open() {
    store = Stores.open(root);
    blobs = store.blobs();
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void givesBackWhatWasPut() throws IOException {
    byte[] large = new byte[1_000_003];
    new Random(1).nextBytes(large);

    Descriptor descriptor = blobs.put(new ByteArrayInputStream(large), "type");

    assertThat(descriptor).isEqualTo(Descriptor.of("type", Digest.of(large), large.length));
    assertThat(blobs.read(descriptor.digest())).isEqualTo(large);
    assertThat(blobs.size(descriptor.digest())).isEqualTo(large.length);
    assertThat(blobs.has(descriptor.digest())).isTrue();
    assertThat(root.resolve("images/blobs/sha256/" + descriptor.digest().hex()))
        .hasBinaryContent(large);
    blobs.verify(descriptor.digest());
  }

  @Test
  void takesWhatAnOpenFileHas() throws IOException {
    byte[] large = new byte[3_000_001];
    new Random(2).nextBytes(large);
    Path file = Files.write(root.resolve("file"), large);
    TreeAccess access = TreeAccess.over(new LinuxSyscalls());
    byte[] path = ByteString.of(file.toString()).toByteArray();

    try (Fd opened = access.files().openat(Fd.CURRENT_DIRECTORY, path, OpenFlags.RDONLY);
        BlobWriter writer = blobs.newBlob()) {
      writer.write(CONTENT, 0, CONTENT.length);
      assertThat(writer.take(access.data(), opened, 2_000_000)).isEqualTo(2_000_000);
      writer.write('!');
      assertThat(writer.take(access.data(), opened, 2_000_000)).isEqualTo(1_000_001);
      Descriptor made = writer.commit("type");

      ByteArrayOutputStream expected = new ByteArrayOutputStream();
      expected.writeBytes(CONTENT);
      expected.write(large, 0, 2_000_000);
      expected.write('!');
      expected.write(large, 2_000_000, 1_000_001);
      assertThat(made)
          .isEqualTo(Descriptor.of("type", Digest.of(expected.toByteArray()), expected.size()));
      assertThat(blobs.read(made.digest())).isEqualTo(expected.toByteArray());
    }
  }

  @Test
  void writesSingleBytesAsWell() {
    try (BlobWriter writer = blobs.newBlob()) {
      for (int value = 0; value < 300_000; value++) {
        writer.write(value);
      }
      assertThat(writer.size()).isEqualTo(300_000);
      Descriptor made = writer.commit("type");
      assertThat(blobs.read(made.digest())[299_999]).isEqualTo((byte) 299_999);
    }
  }

  @Test
  void dropsABlobThatWasNotCommitted() throws IOException {
    try (BlobWriter writer = blobs.newBlob()) {
      writer.write(CONTENT, 0, CONTENT.length);
    }

    assertThat(blobs.has(Digest.of(CONTENT))).isFalse();
    assertThat(root.resolve("tmp/0")).isEmptyDirectory();
  }

  @Test
  void refusesContentThatIsNotWhatWasPromised() {
    Descriptor wrongDigest = Descriptor.of("t", Digest.of(new byte[7]), CONTENT.length);
    Descriptor wrongSize = Descriptor.of("t", Digest.of(CONTENT), CONTENT.length + 1);

    for (Descriptor wrong : List.of(wrongDigest, wrongSize)) {
      assertThatThrownBy(() -> blobs.put(new ByteArrayInputStream(CONTENT), wrong))
          .isInstanceOfSatisfying(
              GrampusException.class, e -> assertThat(e.code()).isEqualTo("digest-mismatch"));
    }
    assertThat(root.resolve("images/blobs/sha256")).isEmptyDirectory();
  }

  @Test
  void readsAgainWhatIsBeingWrittenOnceMore() throws Exception {
    Digest digest = blobs.put(CONTENT, "t").digest();
    Path file = blobs.path(digest);
    Files.write(file, new byte[0]);
    Thread writer =
        new Thread(
            () -> {
              LockSupport.parkNanos(50_000_000);
              assertThatCode(() -> Files.write(file, CONTENT)).doesNotThrowAnyException();
            });
    writer.start();

    assertThat(blobs.read(digest)).isEqualTo(CONTENT);
    writer.join();
  }

  @Test
  void keepsNothingOfAStreamThatBreaksOff() {
    InputStream lost =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("connection lost");
          }

          @Override
          public int read(byte[] buffer, int offset, int length) throws IOException {
            throw new IOException("connection lost");
          }
        };
    InputStream broken = new SequenceInputStream(new ByteArrayInputStream(new byte[500_000]), lost);

    assertThatThrownBy(() -> blobs.put(broken, "t")).hasMessage("connection lost");
    assertThat(root.resolve("tmp/0")).isEmptyDirectory();
    assertThat(root.resolve("images/blobs/sha256")).isEmptyDirectory();
  }

  @Test
  void noticesDamage() throws IOException {
    Digest digest = blobs.put(CONTENT, "t").digest();
    Files.writeString(blobs.path(digest), "CONTENT");

    assertThatThrownBy(() -> blobs.read(digest)).hasMessageContaining("has the digest");
    assertThatThrownBy(() -> blobs.verify(digest)).hasMessageContaining("has the digest");
  }

  @Test
  void replacesABlobThatWasCutOff() throws IOException {
    Digest digest = Digest.of(CONTENT);
    Files.writeString(blobs.path(digest), "con");

    blobs.put(new ByteArrayInputStream(CONTENT), "t");

    assertThat(blobs.read(digest)).isEqualTo(CONTENT);
  }

  @Test
  void saysWhichBlobIsMissing() {
    Digest missing = new Digest("0".repeat(64));

    assertThat(blobs.has(missing)).isFalse();
    assertThatThrownBy(() -> blobs.read(missing))
        .isInstanceOfSatisfying(
            GrampusException.class, e -> assertThat(e.code()).isEqualTo("blob-missing"))
        .hasMessageContaining(missing.toString());
  }

  @Test
  void takesTheSameAndOtherBlobsFromManyThreadsAtOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try (Store second = Stores.open(root)) {
      List<Callable<Digest>> work =
          IntStream.range(0, 64)
              .<Callable<Digest>>mapToObj(
                  number ->
                      () -> {
                        byte[] content = new byte[200_000];
                        Arrays.fill(content, (byte) (number % 16));
                        BlobStore target = number % 2 == 0 ? blobs : second.blobs();
                        return target.put(new ByteArrayInputStream(content), "t").digest();
                      })
              .toList();
      for (Future<Digest> result : threads.invokeAll(work)) {
        blobs.verify(result.get());
      }
    } finally {
      threads.shutdown();
    }
    try (Stream<Path> files = Files.list(root.resolve("images/blobs/sha256"))) {
      assertThat(files).hasSize(16);
    }
  }
}
