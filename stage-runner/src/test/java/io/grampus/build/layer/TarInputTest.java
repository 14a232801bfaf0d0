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
import java.util.Locale;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading tar streams, made here or by somebody with bad intentions. */
final class TarInputTest {
  @Test
  void readsBackEveryFieldInBytes() throws IOException {
    SortedMap<ByteString, ByteString> xattrs = new TreeMap<>();
    xattrs.put(ByteString.of("user.a"), ByteString.of((byte) 0, (byte) 0xc2, (byte) '\n'));
    TarEntry entry =
        new TarEntry(
            ByteString.of((byte) 'n', (byte) 0xff).child(ByteString.of("x".repeat(300))),
            TarType.CHARACTER_DEVICE,
            06755,
            new Owner(0xFFFFFFFFL, 3_000_000),
            new Timestamp(-3, 250_000_000),
            0,
            ByteString.EMPTY,
            new DeviceNumber(511, 1_048_575),
            xattrs);

    assertThat(read(TarHeader.encode(entry))).isEqualTo(entry);
  }

  @Test
  void writesTimesWithTheSameDigitsInEveryLanguage() throws IOException {
    TarEntry entry = file("f", 0).withModified(new Timestamp(1_600_000_000L, 5));
    Locale usual = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG"));
      assertThat(read(TarHeader.encode(entry))).isEqualTo(entry);
    } finally {
      Locale.setDefault(usual);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 8_589_934_591L, 8_589_934_592L, 1L << 45})
  void keepsSizesBeyondTheOctalField(long size) throws IOException {
    assertThat(read(TarHeader.encode(file("f", size))).size()).isEqualTo(size);
  }

  @Test
  void writesASmallHeaderWithoutPax() {
    byte[] header = TarHeader.encode(file("dir/name", 5));

    assertThat(header).hasSize(512);
    assertThat(text(header, 0, 8)).isEqualTo("dir/name");
    assertThat(text(header, 100, 8)).isEqualTo("0000644\0");
    assertThat(text(header, 124, 12)).isEqualTo("00000000005\0");
    assertThat(text(header, 257, 8)).isEqualTo("ustar\00000");
    assertThat(text(header, 329, 16)).isEqualTo("0000000\0000000000\0");
  }

  @Test
  void writesLongNamesAsOtherBuildersDo() {
    String name = "d".repeat(60) + "/" + "f".repeat(60);
    byte[] header = TarHeader.encode(file(name, 0));

    assertThat(header).hasSize(3 * 512);
    assertThat(text(header, 0, 100)).isEqualTo("d".repeat(60) + "/PaxHeaders.0/" + "f".repeat(26));
    assertThat(text(header, 512, 131)).isEqualTo("131 path=" + name + "\n");
    assertThat(text(header, 1024, 100)).isEqualTo(name.substring(0, 100));
  }

  @Test
  void readsGnuLongNames() throws IOException {
    String name = "long/".repeat(40) + "name";
    byte[] special = TarHeader.encode(file("././@LongLink", name.length() + 1));
    special[156] = 'L';
    ByteArrayOutputStream archive = new ByteArrayOutputStream();
    archive.writeBytes(withChecksum(special));
    archive.writeBytes(padded(name + "\0"));
    archive.writeBytes(TarHeader.encode(file("short", 0)));

    assertThat(read(archive.toByteArray()).path()).isEqualTo(ByteString.of(name));
  }

  @Test
  void readsGnuBinaryNumbers() throws IOException {
    byte[] header = TarHeader.encode(file("f", 0));
    for (int index = 108; index < 116; index++) {
      header[index] = 0;
    }
    header[108] = (byte) 0x80;
    header[112] = (byte) 0xf0;
    for (int index = 136; index < 148; index++) {
      header[index] = (byte) 0xff;
    }

    TarEntry entry = read(withChecksum(header));

    assertThat(entry.owner().uid()).isEqualTo(0xf0000000L);
    assertThat(entry.modified()).isEqualTo(new Timestamp(-1, 0));
  }

  @Test
  void skipsContentNobodyRead() throws IOException {
    ByteArrayOutputStream archive = new ByteArrayOutputStream();
    TarOutput out = new TarOutput(archive);
    out.write(file("a", 1000), new ByteArrayInputStream(new byte[1000]));
    out.write(file("b", 3), new ByteArrayInputStream(new byte[] {1, 2, 3}));
    out.finish();
    TarInput in = new TarInput(new ByteArrayInputStream(archive.toByteArray()));

    assertThat(in.next().path()).isEqualTo(ByteString.of("a"));
    assertThat(in.content().read()).isZero();
    assertThat(in.next().path()).isEqualTo(ByteString.of("b"));
    assertThat(in.content().readAllBytes()).containsExactly(1, 2, 3);
    assertThat(in.next()).isNull();
  }

  @Test
  void refusesPaxHeadersThatNeedMemory() {
    byte[] header = TarHeader.encode(file("pax", 1L << 30));
    header[156] = 'x';

    assertThatThrownBy(() -> read(withChecksum(header)))
        .isInstanceOf(TarFormatException.class)
        .hasMessageContaining("1073741824 bytes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "99999999999999999999 path=a\n",
        "5 a=\n5",
        "0 path=a\n",
        "-9 path=a\n",
        "10 path=abc",
        "9 pathaaa\n",
        "17 size=elephant\n",
        "23 mtime=1e1000000000\n\n",
        "20 size=-1234567890\n",
        "15 uid=-100000\n",
        "26 GNU.sparse.size=123456\n",
      })
  void refusesBrokenPaxRecords(String records) {
    byte[] header = TarHeader.encode(file("pax", records.length()));
    header[156] = 'x';
    ByteArrayOutputStream archive = new ByteArrayOutputStream();
    archive.writeBytes(withChecksum(header));
    archive.writeBytes(padded(records));
    archive.writeBytes(TarHeader.encode(file("f", 0)));

    assertThatThrownBy(() -> read(archive.toByteArray())).isInstanceOf(TarFormatException.class);
  }

  @Test
  void refusesWhatIsCutOff() throws IOException {
    ByteArrayOutputStream archive = new ByteArrayOutputStream();
    new TarOutput(archive).write(file("a", 10), new ByteArrayInputStream(new byte[10]));
    for (int length : new int[] {100, 515}) {
      byte[] cut = ByteString.of(archive.toByteArray(), 0, length).toByteArray();
      assertThatThrownBy(
              () -> {
                TarInput in = new TarInput(new ByteArrayInputStream(cut));
                in.next();
                in.next();
              })
          .isInstanceOf(TarFormatException.class)
          .hasMessageContaining("cut off");
    }
  }

  @Test
  void neitherHangsNorCrashesOnDamagedArchives() throws IOException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    byte[] whole = TarHeader.encode(file("d".repeat(120), 0));
    for (int i = 0; i < 20_000; i++) {
      byte[] damaged = whole.clone();
      for (int change = 0; change <= random.nextInt(4); change++) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      try {
        read(withChecksum(damaged));
      } catch (TarFormatException refused) {
        assertThat(refused.getMessage()).as("seed %d", seed).isNotEmpty();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", "../x", "a/../../x", "/../x", "a\0b", "./../x"})
  void refusesPathsThatLeadOut(String path) {
    assertThatThrownBy(() -> ArchivePath.clean(ByteString.of(path)))
        .isInstanceOf(TarFormatException.class);
  }

  @Test
  void cleansPathsByTheirText() throws IOException {
    assertThat(ArchivePath.clean(ByteString.of("./a//b/./c/"))).isEqualTo(ByteString.of("a/b/c"));
    assertThat(ArchivePath.clean(ByteString.of("/a/../b"))).isEqualTo(ByteString.of("b"));
    assertThat(ArchivePath.clean(ByteString.of("./"))).isEqualTo(ByteString.EMPTY);
  }

  private static TarEntry read(byte[] archive) throws IOException {
    TarInput in = new TarInput(new ByteArrayInputStream(archive));
    TarEntry entry = in.next();
    return entry == null ? file("nothing", 0) : entry;
  }

  private static TarEntry file(String name, long size) {
    return new TarEntry(
        ByteString.of(name),
        TarType.REGULAR,
        0644,
        Owner.ROOT,
        Timestamp.EPOCH,
        size,
        ByteString.EMPTY,
        DeviceNumber.ZERO,
        Collections.emptySortedMap());
  }

  private static byte[] withChecksum(byte[] header) {
    long sum = 0;
    for (int index = 0; index < 512; index++) {
      sum += index >= 148 && index < 156 ? ' ' : header[index] & 0xff;
    }
    byte[] digits = String.format("%06o\0 ", sum).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(digits, 0, header, 148, 8);
    return header;
  }

  private static byte[] padded(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    byte[] blocks = new byte[bytes.length + TarHeader.padding(bytes.length)];
    System.arraycopy(bytes, 0, blocks, 0, bytes.length);
    return blocks;
  }

  private static String text(byte[] block, int at, int length) {
    return new String(block, at, length, StandardCharsets.ISO_8859_1);
  }
}
