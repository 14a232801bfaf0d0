package io.grampus.build.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdOutputStream;
import io.grampus.build.layer.ImageFile;
import io.grampus.build.layer.Owner;
import io.grampus.build.layer.TestTree;
import io.grampus.build.pattern.IgnoreRules;
import io.grampus.os.ByteString;
import io.grampus.os.DeviceNumber;
import io.grampus.os.FileType;
import io.grampus.os.Timestamp;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** ADD of local archives, friendly and hostile. */
final class ArchiveUnpackerTest {
  /** Wraps a stream into a compressing one. */
  private interface Compressor {
    OutputStream wrap(OutputStream out) throws IOException;
  }

  @TempDir private Path temporary;
  private CopyFixture copy;

  @BeforeEach
  void makeTrees() throws IOException {
    copy = new CopyFixture(temporary);
  }

  @AfterEach
  void close() {
    copy.close();
  }

  @Test
  void unpacksWithOwnersModesTimesAndKinds() throws IOException {
    add(
        "/x/",
        new ArchiveBuilder()
            .directory("./d/", 02750)
            .file("./d/f", "content")
            .entry('0', "d/su", "", 04755, "")
            .link("d/l", "../f")
            .hardLink("d/h", "./d/f")
            .entry('6', "d/p", "", 0600, "")
            .entry('3', "d/c", "", 0620, "")
            .file("implied/dir/.wh.name", "literal"));

    Owner owner = new Owner(48, 49);
    assertThat(image("x/d")).isEqualTo(ImageFile.directory(02750, owner, TestTree.TIME));
    assertThat(copy.read("x/d/f")).isEqualTo("content");
    assertThat(image("x/d/f").owner()).isEqualTo(owner);
    assertThat(image("x/d/f").modified()).isEqualTo(TestTree.TIME);
    assertThat(image("x/d/su").permissions()).isEqualTo(04755);
    assertThat(image("x/d/l").owner()).isEqualTo(owner);
    assertThat(image("x/d/p").type()).isEqualTo(FileType.FIFO);
    assertThat(image("x/d/c").type()).isEqualTo(FileType.CHARACTER_DEVICE);
    assertThat(image("x/d/c").node()).isEqualTo(new DeviceNumber(5, 1));
    assertThat(Files.getAttribute(copy.upper.path().resolve("x/d/h"), "unix:nlink")).isEqualTo(2);
    assertThat(image("x/implied/dir").owner()).isEqualTo(Owner.ROOT);
    assertThat(copy.read("x/implied/dir/.wh.name")).isEqualTo("literal");
    assertThat(image("x")).isEqualTo(ImageFile.directory(0755, Owner.ROOT, CopyFixture.NOW));
  }

  @Test
  void makesTimesThatDoNotFitTheEpoch() throws IOException {
    add(
        "/x/",
        new ArchiveBuilder()
            .entry('x', "pax", "", 0644, "20 mtime=9223372036\n")
            .file("last", "")
            .entry('x', "pax", "", 0644, "20 mtime=9223372037\n")
            .file("late", "")
            .entry('x', "pax", "", 0644, "12 mtime=-1\n")
            .link("early", "last"));

    assertThat(image("x/last").modified()).isEqualTo(new Timestamp(9_223_372_036L, 0));
    assertThat(image("x/late").modified()).isEqualTo(Timestamp.EPOCH);
    assertThat(image("x/early").modified()).isEqualTo(Timestamp.EPOCH);
  }

  @Test
  void givesWhatItUnpacksTheOwnerAskedFor() throws IOException {
    copy.context.file(
        TestTree.bytes("a"), new ArchiveBuilder().file("i/f", "").link("l", "x").build(), 0644);
    CopyRequest request =
        new CopyRequest(
            SourceSelection.matching(List.of("a")),
            "/x",
            new Owner(7, 8),
            null,
            IgnoreRules.none(),
            true);

    copy.copy(IgnoreRules.none(), request);

    for (String name : List.of("x", "x/i", "x/i/f", "x/l")) {
      assertThat(image(name).owner()).as(name).isEqualTo(new Owner(7, 8));
    }
  }

  @Test
  void recognisesEveryCompressionByItsContent() throws IOException {
    byte[] tar = new ArchiveBuilder().file("f", "x".repeat(100_000)).build();
    List<Compressor> compressors =
        List.of(
            out -> out,
            GZIPOutputStream::new,
            BZip2CompressorOutputStream::new,
            out -> new XZOutputStream(out, new LZMA2Options()),
            ZstdOutputStream::new);
    for (int index = 0; index < compressors.size(); index++) {
      ByteArrayOutputStream compressed = new ByteArrayOutputStream();
      try (OutputStream out = compressors.get(index).wrap(compressed)) {
        out.write(tar);
      }
      String name = "archive" + index;
      copy.context.file(TestTree.bytes(name), compressed.toByteArray(), 0644);

      copy.copy(IgnoreRules.none(), CopyFixture.add("/out" + index, name));

      assertThat(copy.read("out" + index + "/f")).hasSize(100_000);
    }
  }

  @Test
  void copiesWhatIsNoArchive() throws IOException {
    ByteArrayOutputStream gzip = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(gzip)) {
      out.write(TestTree.bytes("just text"));
    }
    copy.context
        .file(TestTree.bytes("text.tar.gz"), gzip.toByteArray(), 0644)
        .file("named.tar", "no archive")
        .file(TestTree.bytes("empty.tar"), new byte[1024], 0644)
        .file("zero", "");

    for (String name : List.of("text.tar.gz", "named.tar", "empty.tar", "zero")) {
      copy.copy(IgnoreRules.none(), CopyFixture.add("/dir/", name));
      assertThat(copy.upper.image("dir/" + name)).isPresent();
    }
    assertThat(Files.readAllBytes(copy.upper.path().resolve("dir/text.tar.gz")))
        .isEqualTo(gzip.toByteArray());
  }

  @Test
  void refusesPathsThatLeadOut() throws IOException {
    for (String name : List.of("../out", "a/../../out", "/../out", "..")) {
      assertRefused(new ArchiveBuilder().file("first", "").file(name, "x"), "leads out");
    }
    assertThat(temporary.resolve("out")).doesNotExist();
    assertThat(copy.upper.path().resolve("out")).doesNotExist();
  }

  @Test
  void takesAbsolutePathsFromTheDestination() throws IOException {
    add("/x", new ArchiveBuilder().file("/etc/f", "in"));

    assertThat(copy.read("x/etc/f")).isEqualTo("in");
  }

  @Test
  void keepsWritesThroughLinksInsideTheDestination() throws IOException {
    Path outside = Files.createDirectory(temporary.resolve("outside"));
    copy.base.directory("top", 0755);
    add(
        "/x",
        new ArchiveBuilder()
            .link("abs", outside.toString())
            .file("abs/a", "1")
            .link("up", "../../../../top")
            .file("up/b", "2")
            .link("file", "/passwd")
            .file("file", "3"));

    assertThat(outside).isEmptyDirectory();
    assertThat(copy.upper.image("top")).isEmpty();
    assertThat(copy.read("x" + outside + "/a")).isEqualTo("1");
    assertThat(copy.read("x/top/b")).isEqualTo("2");
    assertThat(image("x/file").type()).isEqualTo(FileType.REGULAR);
    assertThat(copy.upper.image("x/passwd")).isEmpty();
  }

  @Test
  void refusesHardLinksOutOfTheDestination() throws IOException {
    copy.base.file("shadow", "secret");
    Files.writeString(temporary.resolve("host"), "secret");

    assertRefused(new ArchiveBuilder().hardLink("h", "../shadow"), "leads out");
    assertRefused(new ArchiveBuilder().hardLink("h", "/shadow"), "no file");
    assertRefused(new ArchiveBuilder().link("l", "../../../host").hardLink("h", "l/x"), "no file");
    assertRefused(
        new ArchiveBuilder().hardLink("h", temporary.resolve("host").toString()), "no file");
  }

  @Test
  void aHardLinkToALinkLinksTheLink() throws IOException {
    add("/x", new ArchiveBuilder().link("l", "/shadow").hardLink("h", "l"));

    assertThat(Files.isSymbolicLink(copy.upper.path().resolve("x/h"))).isTrue();
  }

  @Test
  void linksToAFileOfTheImageBelow() throws IOException {
    copy.base.directory("x", 0755).file("x/old", "old").owner("x/old", 5, 5);

    add("/x", new ArchiveBuilder().hardLink("new", "old"));

    assertThat(copy.read("x/new")).isEqualTo("old");
    assertThat(image("x/old").owner()).isEqualTo(new Owner(5, 5));
    assertThat(Files.getAttribute(copy.upper.path().resolve("x/old"), "unix:nlink")).isEqualTo(2);
  }

  @Test
  void laterEntriesReplaceEarlierOnesAndWhatIsBelow() throws IOException {
    copy.base
        .directory("x", 0755)
        .directory("x/dir", 0755)
        .file("x/dir/inner", "")
        .file("x/file", "old")
        .link("x/link", "dir");
    add(
        "/x",
        new ArchiveBuilder()
            .file("dup", "first")
            .file("dup", "second")
            .file("dir", "now a file")
            .directory("dir", 0700)
            .directory("file", 0711)
            .file("file/in", "")
            .directory("link", 0755)
            .file("link/in", ""));

    assertThat(copy.read("x/dup")).isEqualTo("second");
    assertThat(image("x/dir").permissions()).isEqualTo(0700);
    assertThat(image("x/file").permissions()).isEqualTo(0711);
    assertThat(Files.isDirectory(copy.upper.path().resolve("x/link"), LinkOption.NOFOLLOW_LINKS))
        .isTrue();
    assertThat(copy.upper.path().resolve("x/dir")).isEmptyDirectory();
    assertThat(
            TestTree.access()
                .xattrs()
                .get(
                    copy.upper.root(),
                    TestTree.bytes("x/dir"),
                    ByteString.of("user.overlay.opaque")))
        .isEqualTo(TestTree.bytes("y"));
  }

  @Test
  void takesNoPrivateAttributesFromAnArchive() throws IOException {
    String records =
        """
        30 SCHILY.xattr.user.good=yes
        38 SCHILY.xattr.user.overlay.opaque=y
        42 SCHILY.xattr.user.rootlesscontainers=x
        35 SCHILY.xattr.trusted.good=value
        41 SCHILY.xattr.trusted.overlay.opaque=y
        """;
    add("/x", new ArchiveBuilder().entry('x', "pax", "", 0, records).directory("d", 0755));

    assertThat(image("x/d").xattrs())
        .containsOnlyKeys(ByteString.of("user.good"), ByteString.of("trusted.good"));
    assertThat(image("x/d").owner()).isEqualTo(new Owner(48, 49));
    assertThat(TestTree.access().xattrs().list(copy.upper.root(), TestTree.bytes("x/d")))
        .doesNotContain(ByteString.of("user.overlay.opaque"));
  }

  /** To copy them would be a surprise that shows only in a container. */
  @Test
  void refusesArchivesThatBeginWithWhatIsNotSupported() {
    assertRefused(new ArchiveBuilder().entry('S', "hole", "", 0644, ""), "the sparse file hole");
    assertRefused(new ArchiveBuilder().entry('V', "label", "", 0, ""), "unknown type 'V'");
  }

  @Test
  void saysWhatIsWrongWithADamagedArchive() throws IOException {
    byte[] whole = new ArchiveBuilder().file("a", "1").file("b", "x".repeat(2000)).build();
    copy.context.file(TestTree.bytes("cut"), Arrays.copyOf(whole, 2048), 0644);

    assertThatThrownBy(() -> copy.copy(IgnoreRules.none(), CopyFixture.add("/x", "cut")))
        .isInstanceOfSatisfying(
            CopyException.class, e -> assertThat(e.code()).isEqualTo("add-archive"))
        .hasMessageContaining("/cut")
        .hasMessageContaining("cut off");
  }

  private void add(String destination, ArchiveBuilder archive) throws IOException {
    Path file = copy.context.path().resolve("archive.tar");
    Files.deleteIfExists(file);
    Files.write(file, archive.build());
    copy.copy(IgnoreRules.none(), CopyFixture.add(destination, "archive.tar"));
  }

  private void assertRefused(ArchiveBuilder archive, String reason) {
    assertThatThrownBy(() -> add("/x", archive))
        .isInstanceOf(CopyException.class)
        .hasMessageContaining(reason);
  }

  private ImageFile image(String name) throws IOException {
    return copy.upper.image(name, copy.notes).orElseThrow();
  }
}
