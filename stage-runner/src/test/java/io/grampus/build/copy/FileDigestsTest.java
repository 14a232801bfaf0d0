package io.grampus.build.copy;

import static org.assertj.core.api.Assertions.assertThat;

import io.grampus.build.image.Digest;
import io.grampus.build.layer.MemorySideNotes;
import io.grampus.build.layer.TestTree;
import io.grampus.build.pattern.IgnoreRules;
import io.grampus.os.DeviceNumber;
import io.grampus.os.FileStatus;
import io.grampus.os.FileType;
import io.grampus.os.Timestamp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is remembered of files, and when it is not believed. */
final class FileDigestsTest {
  private static final Instant LATER = Instant.parse("2100-01-01T00:00:00Z");
  private static final byte[] DIGEST = Digest.sha256(new byte[] {1}, 0, 1);

  @TempDir private Path temporary;
  private Path file;

  @BeforeEach
  void chooseAFile() {
    file = temporary.resolve("digests");
  }

  private FileDigests digests(Instant now) {
    return FileDigests.in(file, Clock.fixed(now, ZoneOffset.UTC));
  }

  private static FileStatus status(long inode, long size, long modified, long changed) {
    return new FileStatus(
        FileType.REGULAR,
        0644,
        0,
        0,
        inode,
        1,
        size,
        8,
        new Timestamp(modified, 0),
        new Timestamp(changed, 0),
        null,
        new DeviceNumber(8, 1),
        DeviceNumber.ZERO);
  }

  @Test
  void remembersAcrossProcesses() throws IOException {
    FileDigests first = digests(LATER);
    for (long inode = 1000; inode > 0; inode--) {
      first.put(status(inode, 5, 100, 200), DIGEST, LATER);
    }
    first.save(temporary.resolve("new"));
    FileDigests second = digests(LATER);
    for (long inode = 1; inode <= 1000; inode++) {
      assertThat(second.find(status(inode, 5, 100, 200))).hasValue(DIGEST);
    }
    assertThat(second.find(status(1001, 5, 100, 200))).isEmpty();
    assertThat(temporary.resolve("new")).doesNotExist();
  }

  @Test
  void forgetsWhatHasChanged() throws IOException {
    FileDigests digests = digests(LATER);
    digests.put(status(7, 5, 100, 200), DIGEST, LATER);
    assertThat(digests.find(status(7, 5, 100, 200))).hasValue(DIGEST);
    assertThat(digests.find(status(7, 6, 100, 200))).isEmpty();
    assertThat(digests.find(status(7, 5, 101, 200))).isEmpty();
    assertThat(digests.find(status(7, 5, 100, 201))).isEmpty();
    digests.save(temporary.resolve("new"));
    assertThat(digests(LATER).find(status(7, 5, 100, 201))).isEmpty();
  }

  @Test
  void doesNotRememberWhatHasJustChanged() {
    Instant now = Instant.ofEpochSecond(1000);
    FileDigests digests = digests(now);
    digests.put(status(1, 5, 100, 999), DIGEST, now);
    digests.put(status(2, 5, 999, 100), DIGEST, now);
    digests.put(status(3, 5, 100, 5000), DIGEST, now);
    digests.put(status(4, 5, 990, 990), DIGEST, now);
    assertThat(digests.find(status(1, 5, 100, 999))).isEmpty();
    assertThat(digests.find(status(2, 5, 999, 100))).isEmpty();
    assertThat(digests.find(status(3, 5, 100, 5000))).isEmpty();
    assertThat(digests.find(status(4, 5, 990, 990))).hasValue(DIGEST);
  }

  @Test
  void keepsWhatOthersWroteMeanwhile() throws IOException {
    FileDigests one = digests(LATER);
    FileDigests other = digests(LATER);
    one.put(status(1, 5, 1, 1), DIGEST, LATER);
    other.put(status(2, 5, 1, 1), DIGEST, LATER);
    one.save(temporary.resolve("new"));
    other.save(temporary.resolve("new"));
    assertThat(digests(LATER).find(status(1, 5, 1, 1))).isPresent();
    assertThat(digests(LATER).find(status(2, 5, 1, 1))).isPresent();
  }

  @Test
  void ignoresADamagedFile() throws IOException {
    FileDigests first = digests(LATER);
    first.put(status(1, 5, 1, 1), DIGEST, LATER);
    first.save(temporary.resolve("new"));
    byte[] stored = Files.readAllBytes(file);
    for (int index = 0; index < stored.length; index += 7) {
      byte[] damaged = stored.clone();
      damaged[index] = (byte) (damaged[index] ^ 0x10);
      Files.write(file, damaged);
      assertThat(digests(LATER).find(status(1, 5, 1, 1))).isEmpty();
    }
    Files.write(file, new byte[3]);
    assertThat(digests(LATER).find(status(1, 5, 1, 1))).isEmpty();
  }

  @Test
  void aFileIsReadOnceUntilItChanges() throws IOException {
    try (CopyFixture copy = new CopyFixture(temporary)) {
      copy.context.file("a", "1").file("b", "2");
      Digest before = fingerprint(copy, LATER);
      long stored = Files.size(file);
      assertThat(fingerprint(copy, LATER)).isEqualTo(before);
      assertThat(Files.size(file)).isEqualTo(stored);
      overwriteKeepingTimes(copy.context.path().resolve("a"), "3");
      assertThat(fingerprint(copy, LATER)).isNotEqualTo(before);
    }
  }

  /** Size and modification time stay; the change time gives it away. */
  private static void overwriteKeepingTimes(Path path, String content) throws IOException {
    FileTime modified = Files.getLastModifiedTime(path);
    Files.writeString(path, content, StandardOpenOption.WRITE);
    Files.setLastModifiedTime(path, modified);
  }

  private Digest fingerprint(CopyFixture copy, Instant now) throws IOException {
    FileDigests digests = digests(now);
    try (CopySource source =
        CopySource.ofContext(
            TestTree.reader(new MemorySideNotes()),
            copy.context.path(),
            IgnoreRules.none(),
            digests)) {
      return new SourceFingerprint(source, CopyFixture.request("/", ".")).compute().digest();
    } finally {
      digests.save(temporary.resolve("new"));
    }
  }
}
