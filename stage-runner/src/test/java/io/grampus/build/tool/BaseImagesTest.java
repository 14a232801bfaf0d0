package io.grampus.build.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import io.grampus.build.image.Descriptor;
import io.grampus.build.image.Digest;
import io.grampus.build.image.ImageConfig;
import io.grampus.build.image.ImageReference;
import io.grampus.build.image.Manifest;
import io.grampus.build.image.MediaTypes;
import io.grampus.build.image.Platform;
import io.grampus.build.snapshot.StoreFiles;
import io.grampus.build.snapshot.UnpackedDetails;
import io.grampus.build.store.Store;
import io.grampus.build.store.StoredImage;
import io.grampus.build.store.Stores;
import io.grampus.os.GrampusException;
import io.grampus.os.LinuxSyscalls;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Importing and unpacking with the real umoci. */
class BaseImagesTest {
  private static final Platform AMD64 = Platform.parse("linux/amd64");
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);

  @TempDir Path directory;
  private Store store;
  private BaseImages bases;

  @BeforeEach
  void open() {
    store = Stores.open(directory.resolve("store"));
    ToolRunner runner = ToolRunner.create(System.getenv(), line -> {});
    Skopeo skopeo = new Skopeo(runner, RegistryAccess.usual());
    bases =
        new BaseImages(
            store,
            new ImageFetcher(store, skopeo),
            new Umoci(runner),
            new UnpackedDetails(new StoreFiles(new LinuxSyscalls())));
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void importsPlainAndCompressedArchivesToTheSameLayer() throws IOException {
    byte[] tar = new TestRootFs().file("hello", "hello").archive();
    ByteArrayOutputStream gzip = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
      out.write(tar);
    }
    ByteArrayOutputStream bzip2 = new ByteArrayOutputStream();
    try (BZip2CompressorOutputStream out = new BZip2CompressorOutputStream(bzip2)) {
      out.write(tar);
    }

    for (byte[] archive :
        List.of(tar, gzip.toByteArray(), bzip2.toByteArray(), Zstd.compress(tar))) {
      StoredImage image = importTar(archive, "demo:1");
      assertThat(image.manifest().layers().get(0).digest()).isEqualTo(Digest.of(tar));
      assertThat(image.manifest().layers().get(0).mediaType()).isEqualTo(MediaTypes.OCI_LAYER);
    }
    BaseImage base = bases.resolve("demo:1", AMD64, PullPolicy.NEVER);
    assertThat(base.config().rootfs().diffIds()).containsExactly(Digest.of(tar));
    assertThat(base.config().created()).isEqualTo(CLOCK.instant());
    assertThat(base.config().history().get(0).comment()).isEqualTo("Imported from test.tar");
  }

  @Test
  void refusesToImportWhatIsNoTar() {
    assertCode("import-not-tar", () -> importTar(new byte[0], "x"));
    assertCode(
        "import-not-tar",
        () -> importTar("#!/bin/sh\n".repeat(100).getBytes(StandardCharsets.UTF_8), "x"));
    assertCode("import-read", () -> importTar(new byte[] {0x1f, (byte) 0x8b, 8, 0, 1, 2}, "x"));
    assertThat(store.images().list()).noneMatch(image -> image.displayName().equals("x:latest"));
  }

  @Test
  void unpacksOnceWithOwnersInExtendedAttributes() throws IOException {
    Requirement.program("umoci");
    byte[] tar =
        new TestRootFs()
            .directory("var", 0755)
            .fileOf("var/owned", 992, 123, 0640)
            .fileOf("var/setuid", 0, 0, 04755)
            .directory("closed", 0)
            .archive();
    importTar(tar, "demo");
    BaseImage base = bases.resolve("demo", AMD64, PullPolicy.MISSING);

    Path root = bases.unpacked(base);

    assertThat(root).isEqualTo(directory.resolve("store/b/0/root"));
    assertThat(xattr(root.resolve("var/owned"))).isEqualTo("08e007107b");
    assertThat((int) Files.getAttribute(root.resolve("var/setuid"), "unix:mode") & 07777)
        .isEqualTo(04755);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve("closed"))))
        .isEqualTo("---------");
    Object inode = Files.getAttribute(root, "unix:ino");
    assertThat(Files.getAttribute(bases.unpacked(base), "unix:ino")).isEqualTo(inode);
    try (Stream<Path> left = Files.list(directory.resolve("store/tmp/0"))) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void keepsHostileArchivesInsideTheTarget() throws IOException {
    Requirement.program("umoci");
    Path outside = Files.createDirectory(directory.resolve("outside"));
    byte[] tar =
        new TestRootFs()
            .file("../../../../outside/dotdot", "x")
            .file("a/../../../../../outside/dotdot", "x")
            .link("absolute", outside.toString(), TarConstants.LF_SYMLINK)
            .file("absolute/through", "x")
            .link("up", "../../../../outside", TarConstants.LF_SYMLINK)
            .file("up/through", "x")
            .archive();
    importTar(tar, "hostile");

    Path root = bases.unpacked(bases.resolve("hostile", AMD64, PullPolicy.NEVER));

    assertThat(outside).isEmptyDirectory();
    assertThat(Files.readSymbolicLink(root.resolve("absolute"))).isEqualTo(outside);
    assertThat(Files.exists(root.resolve("up"), LinkOption.NOFOLLOW_LINKS)).isTrue();
  }

  @Test
  void refusesAHardLinkOutOfTheTargetAndLeavesNothing() throws IOException {
    Requirement.program("umoci");
    Path secret = Files.writeString(directory.resolve("secret"), "secret");
    byte[] tar =
        new TestRootFs().link("link", "../../../../../" + secret, TarConstants.LF_LINK).archive();
    importTar(tar, "hostile");
    BaseImage base = bases.resolve("hostile", AMD64, PullPolicy.NEVER);

    assertCode("image-unpack", () -> bases.unpacked(base));

    assertThat(directory.resolve("store/b")).isEmptyDirectory();
    assertThat(directory.resolve("store/tmp/0")).isEmptyDirectory();
  }

  @Test
  void refusesADamagedLayer() throws IOException {
    Requirement.program("umoci");
    StoredImage image = importTar(new TestRootFs().file("a", "b").archive(), "demo");
    Path blob = store.blobs().path(image.manifest().layers().get(0).digest());
    byte[] content = Files.readAllBytes(blob);
    content[600] ^= 1;
    Files.write(blob, content);

    assertCode(
        "image-unpack", () -> bases.unpacked(bases.resolve("demo", AMD64, PullPolicy.NEVER)));
  }

  @Test
  void startsFromScratchWithoutAnything() {
    BaseImage scratch = bases.resolve("scratch", AMD64, PullPolicy.ALWAYS);

    assertThat(scratch.isScratch()).isTrue();
    assertThat(scratch.layers()).isEmpty();
    assertThat(scratch.config().env("PATH")).isNotNull();
    assertThatThrownBy(() -> bases.unpacked(scratch)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void takesAnImageOfTheStoreWithoutARegistryAndSaysWhenThereIsNone() throws IOException {
    importTar(new TestRootFs().file("a", "b").archive(), "127.0.0.1:1/demo");

    assertThat(bases.resolve("127.0.0.1:1/demo", AMD64, PullPolicy.MISSING).layers()).hasSize(1);
    assertCode("image-not-found", () -> bases.resolve("127.0.0.1:1/x", AMD64, PullPolicy.NEVER));
    Requirement.program("skopeo");
    assertCode(
        "registry-unreachable", () -> bases.resolve("127.0.0.1:1/x", AMD64, PullPolicy.MISSING));
    assertCode(
        "registry-unreachable", () -> bases.resolve("127.0.0.1:1/demo", AMD64, PullPolicy.ALWAYS));
  }

  @Test
  void refusesAConfigThatKnowsNotEveryLayer() throws IOException {
    Descriptor config = store.images().putConfig(ImageConfig.scratch(AMD64));
    Descriptor layer = store.blobs().put(new TestRootFs().archive(), MediaTypes.OCI_LAYER);
    store.images().put(Manifest.of(config, List.of(layer)), List.of(ImageReference.parse("short")));

    assertCode("image-document-invalid", () -> bases.resolve("short", AMD64, PullPolicy.NEVER));
  }

  private StoredImage importTar(byte[] archive, String name) {
    return new RootFsImport(store, CLOCK)
        .run(new ByteArrayInputStream(archive), "test.tar", ImageReference.parse(name), AMD64);
  }

  private static String xattr(Path file) throws IOException {
    UserDefinedFileAttributeView view =
        Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
    ByteBuffer value = ByteBuffer.allocate(64);
    view.read("rootlesscontainers", value);
    return HexFormat.of().formatHex(value.array(), 0, value.position());
  }

  private static void assertCode(String code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            GrampusException.class, e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code));
  }
}
