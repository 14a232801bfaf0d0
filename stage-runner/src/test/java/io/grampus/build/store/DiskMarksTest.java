package io.grampus.build.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grampus.build.image.Digest;
import io.grampus.os.GrampusException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskMarksTest {
  private static final String YESTERDAY = "00000000-0000-4000-8000-000000000001";
  private static final String TODAY = "00000000-0000-4000-8000-000000000002";

  @TempDir Path root;
  private Store store;

  @BeforeEach
  void open() {
    store = Stores.open(root);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private DiskMarks marks(String boot) {
    return new DiskMarks(store.layout(), store, boot);
  }

  @Test
  void trustsWhatThisBootWrote() {
    DiskMarks marks = marks(TODAY);
    assertThat(marks.isWhole(marks.mark())).isTrue();
  }

  @Test
  void trustsAnEarlierBootOnlyUpToItsLastSynchronization() {
    DiskMarks yesterday = marks(YESTERDAY);
    String early = yesterday.mark();
    yesterday.sync(() -> {});
    String late = yesterday.mark();

    assertThat(marks(TODAY).isWhole(early)).isTrue();
    assertThat(marks(TODAY).isWhole(late)).isFalse();
    assertThat(yesterday.isWhole(late)).isTrue();
  }

  @Test
  void synchronizesOnceAndOnlyWhatIsMarked() {
    int[] runs = {0};
    DiskMarks marks = marks(TODAY);
    marks.sync(() -> runs[0]++);
    assertThat(runs[0]).isZero();
    marks.mark();
    marks.sync(() -> runs[0]++);
    marks.sync(() -> runs[0]++);
    assertThat(runs[0]).isOne();
  }

  @Test
  void trustsNothingAfterASynchronizationThatFailed() {
    DiskMarks yesterday = marks(YESTERDAY);
    String mark = yesterday.mark();

    assertThatThrownBy(
            () ->
                yesterday.sync(
                    () -> {
                      throw new IOException("Input/output error");
                    }))
        .isInstanceOf(GrampusException.class);

    assertThat(marks(TODAY).isWhole(mark)).isFalse();
  }

  @Test
  void takesGarbageForNoMark() throws IOException {
    for (String garbage : new String[] {"", "x", TODAY, TODAY + "+", TODAY + "+-1", "+1"}) {
      assertThat(marks(TODAY).isWhole(garbage)).as(garbage).isFalse();
    }
    Files.createDirectories(root.resolve("synced"));
    Files.writeString(root.resolve("synced").resolve(YESTERDAY), "garbage");
    assertThat(marks(TODAY).isWhole(YESTERDAY + "+1")).isFalse();
  }

  @Test
  void unpacksABaseAgainThatAPowerCutMayHaveTruncated() throws IOException {
    Digest manifest = Digest.of("manifest".getBytes(StandardCharsets.UTF_8));
    Path first = store.unpackedBases().obtain(manifest, DiskMarksTest::create);
    assertThat(store.unpackedBases().has(manifest)).isTrue();

    Files.writeString(first.resolveSibling("manifest"), manifest + " " + YESTERDAY + "+1\n");

    assertThat(store.unpackedBases().has(manifest)).isFalse();
    assertThat(store.unpackedBases().obtain(manifest, DiskMarksTest::create)).isNotEqualTo(first);
  }

  private static void create(Path directory) {
    try {
      Files.createDirectory(directory);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
