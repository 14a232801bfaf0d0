package io.grampus.build.layer;

import static org.assertj.core.api.Assertions.assertThat;

import io.grampus.os.ByteString;
import io.grampus.os.DeviceNumber;
import io.grampus.os.Fd;
import io.grampus.os.FileStatus;
import io.grampus.os.FileType;
import io.grampus.os.OpenFlags;
import io.grampus.os.Timestamp;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tar stream of a layer. */
final class LayerWriterTest {
  @TempDir private Path temporary;
  private TestTree tree;
  private final MemorySideNotes notes = new MemorySideNotes();
  private final List<String> warnings = new ArrayList<>();

  @BeforeEach
  void makeTree() throws IOException {
    tree = new TestTree(Files.createDirectory(temporary.resolve("tree")));
  }

  @AfterEach
  void close() {
    tree.close();
  }

  @Test
  void carriesTypesModesOwnersAndTimes() throws Exception {
    tree.directory("d", 01777)
        .file(TestTree.bytes("d/su"), TestTree.bytes("#!"), 04755)
        .link("d/l", "/no/such")
        .fifo("d/p")
        .owner("d", 48, 0xFFFFFFFFL)
        .owner("d/su", 0, 4_000_000_000L)
        .time("d/su", new Timestamp(1_600_000_000L, 999_999_999));

    Map<String, TarEntry> entries = entries(write());

    assertThat(entries.keySet()).containsExactly("d/", "d/l", "d/p", "d/su");
    assertThat(entries.get("d/").permissions()).isEqualTo(01777);
    assertThat(entries.get("d/").owner()).isEqualTo(new Owner(48, 0));
    assertThat(entries.get("d/l").type()).isEqualTo(TarType.SYMLINK);
    assertThat(entries.get("d/l").target()).isEqualTo(ByteString.of("/no/such"));
    assertThat(entries.get("d/p").type()).isEqualTo(TarType.FIFO);
    assertThat(entries.get("d/su").permissions()).isEqualTo(04755);
    assertThat(entries.get("d/su").owner()).isEqualTo(new Owner(0, 4_000_000_000L));
    assertThat(entries.get("d/su").modified()).isEqualTo(new Timestamp(1_600_000_000L, 0));
  }

  @Test
  void reportsTheNumberOfEntriesAndFillsBlocks() throws Exception {
    tree.file("f", "x".repeat(100_000)).directory("d", 0755);
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    assertThat(writer().writeTree(tree.root(), out)).isEqualTo(2);

    assertThat(out.size() % 512).isZero();
  }

  @Test
  void keepsHardLinksWithTheContentAtTheFirstName() throws Exception {
    tree.directory("a", 0755).file("z", "content").hardLink("a/y", "z").hardLink("a/x", "z");

    Map<String, TarEntry> entries = entries(write());

    assertThat(entries.get("a/x").type()).isEqualTo(TarType.REGULAR);
    assertThat(entries.get("a/x").size()).isEqualTo(7);
    for (String other : List.of("a/y", "z")) {
      assertThat(entries.get(other).type()).isEqualTo(TarType.HARD_LINK);
      assertThat(entries.get(other).target()).isEqualTo(ByteString.of("a/x"));
      assertThat(entries.get(other).size()).isZero();
    }
  }

  @Test
  void keepsBinaryAttributesAndHidesPrivateOnes() throws Exception {
    byte[] binary = {0, (byte) 0x80, (byte) 0xff, '\n', '='};
    tree.file("f", "x")
        .xattr("f", "user.binary", binary)
        .xattr("f", "user.overlay.origin", binary)
        .owner("f", 1, 2);

    assertThat(entries(write()).get("f").xattrs())
        .containsExactly(Map.entry(ByteString.of("user.binary"), ByteString.of(binary)));
  }

  @Test
  void carriesWhatAnotherAttributeKeepsUnderItsOwnName() throws Exception {
    byte[] list = HexFormat.of().parseHex(accessList(6, 6, 0));
    tree.file("f", "x")
        .xattr("f", "user.grampus.trusted.a", TestTree.bytes("one"))
        .xattr("f", "user.grampus.security.ima", TestTree.bytes("two"))
        .xattr("f", "user.grampus.user.rootlesscontainers", TestTree.bytes("three"))
        .xattr("f", "user.grampus.system.posix_acl_access", list)
        .mode("f", 0644);

    assertThat(entries(write()).get("f").xattrs())
        .containsOnly(
            Map.entry(ByteString.of("trusted.a"), ByteString.of("one")),
            Map.entry(
                ByteString.of("system.posix_acl_access"),
                ByteString.of(HexFormat.of().parseHex(accessList(6, 4, 4)))));
  }

  @Test
  void writesBackWhatOnlyAPrivilegedUserCouldSet() throws Exception {
    SortedMap<ByteString, ByteString> xattrs =
        new TreeMap<>(
            Map.of(
                ByteString.of("trusted.a"),
                ByteString.of("one"),
                ByteString.of("system.posix_acl_access"),
                ByteString.of(HexFormat.of().parseHex(accessList(6, 4, 4)))));
    tree.file("f", "x");
    ImageFileWriter writer =
        new ImageFileWriter(
            TestTree.access(),
            notes,
            StoreUser.current(TestTree.access().files().syscalls()),
            () -> true,
            pending -> {});
    try (Fd file =
        TestTree.access().files().openat(tree.root(), TestTree.bytes("f"), OpenFlags.RDONLY)) {
      writer.finish(
          file,
          ByteString.of("f"),
          ImageFile.regular(0644, Owner.ROOT, Timestamp.EPOCH, 1).withXattrs(xattrs));
    }

    assertThat(entries(write()).get("f").xattrs()).isEqualTo(xattrs);
  }

  /** An access control list with a named user, in hexadecimal digits. */
  private static String accessList(int owner, int mask, int others) {
    return "02000000"
        + "01000"
        + owner
        + "00ffffffff"
        + "0200040092100000"
        + "04000400ffffffff"
        + "10000"
        + mask
        + "00ffffffff"
        + "20000"
        + others
        + "00ffffffff";
  }

  @Test
  void takesOwnersDevicesAndAttributesFromTheSideTable() throws Exception {
    tree.link("l", "x").file("console", "").file("ping", "elf");
    note("l", SideNote.NOTHING.withOwner(new Owner(5, 6)));
    note(
        "console",
        SideNote.NOTHING.withDevice(
            new SideNote.Device(FileType.CHARACTER_DEVICE, new DeviceNumber(5, 1))));
    ByteString capability =
        ByteString.of(HexFormat.of().parseHex("0100000200200000000000000000000000000000"));
    note("ping", SideNote.NOTHING.withXattr(CarriedXattrs.CAPABILITY, capability));

    Map<String, TarEntry> entries = entries(write());

    assertThat(entries.get("l").owner()).isEqualTo(new Owner(5, 6));
    assertThat(entries.get("console").type()).isEqualTo(TarType.CHARACTER_DEVICE);
    assertThat(entries.get("console").node()).isEqualTo(new DeviceNumber(5, 1));
    assertThat(entries.get("ping").xattrs())
        .containsExactly(Map.entry(CarriedXattrs.CAPABILITY, capability));
  }

  @Test
  void leavesOutSocketsAndNamesThatMeanDeletions() throws Exception {
    try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      socket.bind(UnixDomainSocketAddress.of(tree.path().resolve("socket")));
      tree.file("f", "").file(".wh.f", "").directory(".wh.d", 0755).file(".wh.d/x", "");

      assertThat(entries(write()).keySet()).containsExactly("f");
    }
    assertThat(warnings).hasSize(3).allMatch(warning -> warning.contains(".wh."));
  }

  @Test
  void readsWhatItsModeForbidsAndRestoresTheMode() throws Exception {
    tree.directory("closed", 0755).file(TestTree.bytes("closed/f"), TestTree.bytes("abc"), 0);
    tree.mode("closed", 0);

    Map<String, TarEntry> entries = entries(write());

    assertThat(entries.get("closed/").permissions()).isZero();
    assertThat(entries.get("closed/f").permissions()).isZero();
    assertThat(entries.get("closed/f").size()).isEqualTo(3);
    assertThat(tree.image("closed").orElseThrow().permissions()).isZero();
    tree.mode("closed", 0700);
    assertThat(tree.image("closed/f").orElseThrow().permissions()).isZero();
  }

  @Test
  void writesWhiteoutsAndNothingForNoChange() throws Exception {
    tree.directory("d", 0755).file("d/old", "x");
    try (TestTree upper = new TestTree(Files.createDirectory(temporary.resolve("upper")));
        UnionView lower = UnionView.open(TestTree.access(), List.of(tree.path()))) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      assertThat(writer().writeDiff(lower, upper.root(), out)).isZero();
      assertThat(out.size()).isZero();

      upper.directory("d", 0755).whiteout("d/old").file("d/new", "y");
      assertThat(writer().writeDiff(lower, upper.root(), out)).isEqualTo(3);

      Map<String, TarEntry> entries = entries(out.toByteArray());
      assertThat(entries.keySet()).containsExactly("d/", "d/new", "d/.wh.old");
      assertThat(entries.get("d/.wh.old").modified()).isEqualTo(Timestamp.EPOCH);
    }
  }

  @Test
  void writesNoWhiteoutForWhatNoLayerHas() throws Exception {
    tree.directory("d", 0755).file("d/.wh..opq", "").file("d/kept", "").directory(".wh.e", 0755);
    tree.file(".wh.e/f", "");
    try (TestTree upper = new TestTree(Files.createDirectory(temporary.resolve("upper")));
        UnionView lower = UnionView.open(TestTree.access(), List.of(tree.path()))) {
      upper.directory("d", 0755).whiteout("d/.wh..opq");
      upper.directory(".wh.e", 0755).whiteout(".wh.e/f");
      ByteArrayOutputStream out = new ByteArrayOutputStream();

      writer().writeDiff(lower, upper.root(), out);

      assertThat(entries(out.toByteArray()).keySet()).containsExactly("d/");
    }
  }

  @Test
  void limitsTimesWhereAskedTo() throws Exception {
    tree.file("f", "").file("g", "").time("g", new Timestamp(7, 0));
    LayerTimes times = new LayerTimes(Timestamp.EPOCH, new Timestamp(1000, 0));
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    new LayerWriter(TestTree.reader(notes), times, warnings::add).writeTree(tree.root(), out);

    Map<String, TarEntry> entries = entries(out.toByteArray());
    assertThat(entries.get("f").modified()).isEqualTo(new Timestamp(1000, 0));
    assertThat(entries.get("g").modified()).isEqualTo(new Timestamp(7, 0));
  }

  @Test
  void streamsALargeFileInConstantMemory() throws Exception {
    long size = 400L << 20;
    tree.file("big", "");
    try (Fd file =
        TestTree.access().files().openat(tree.root(), TestTree.bytes("big"), OpenFlags.WRONLY)) {
      TestTree.access().data().ftruncate(file, size);
    }
    long before = usedHeap();
    long[] peak = {0};
    long[] written = {0};

    writer()
        .writeTree(
            tree.root(),
            new OutputStream() {
              @Override
              public void write(int value) {
                throw new AssertionError("single bytes are slow");
              }

              @Override
              public void write(byte[] source, int start, int length) {
                written[0] += length;
                peak[0] = Math.max(peak[0], usedHeap());
              }
            });

    assertThat(written[0]).isGreaterThan(size);
    assertThat(peak[0] - before).isLessThan(64L << 20);
  }

  private static long usedHeap() {
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private void note(String name, SideNote note) throws IOException {
    FileStatus status = TestTree.access().files().statx(tree.root(), TestTree.bytes(name));
    notes.put(status, note);
  }

  private LayerWriter writer() {
    return new LayerWriter(TestTree.reader(notes), LayerTimes.REPRODUCIBLE, warnings::add);
  }

  private byte[] write() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    writer().writeTree(tree.root(), out);
    return out.toByteArray();
  }

  private static Map<String, TarEntry> entries(byte[] layer) throws IOException {
    Map<String, TarEntry> entries = new LinkedHashMap<>();
    TarInput in = new TarInput(new ByteArrayInputStream(layer));
    TarEntry entry = in.next();
    while (entry != null) {
      entries.put(entry.path().toString(), entry);
      entry = in.next();
    }
    return entries;
  }
}
