package io.grampus.build.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.grampus.build.image.Descriptor;
import io.grampus.build.image.Digest;
import io.grampus.build.image.Healthcheck;
import io.grampus.build.image.ImageConfig;
import io.grampus.build.image.ImageDocuments;
import io.grampus.build.image.ImageIndex;
import io.grampus.build.image.ImageReference;
import io.grampus.build.image.Manifest;
import io.grampus.build.image.MediaTypes;
import io.grampus.build.image.Platform;
import io.grampus.build.store.Store;
import io.grampus.build.store.StoredImage;
import io.grampus.build.store.Stores;
import io.grampus.os.GrampusException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pull, push, load and export with the real skopeo and a real registry. */
class ImagesInMotionTest {
  private static final Platform AMD64 = Platform.parse("linux/amd64");

  @TempDir Path directory;
  private final Map<String, String> environment = new HashMap<>(System.getenv());
  private Store store;
  private Store other;

  @BeforeEach
  void open() {
    Requirement.program("skopeo");
    store = Stores.open(directory.resolve("store"));
    other = Stores.open(directory.resolve("other"));
  }

  @AfterEach
  void close() {
    store.close();
    other.close();
  }

  @Test
  void keepsEveryDockerFieldThroughAnyFormatAndBack() throws Exception {
    StoredImage image = dockerImage("demo");
    try (LoopbackRegistry registry = LoopbackRegistry.start(directory.resolve("registry"))) {
      for (ManifestFormat format : ManifestFormat.values()) {
        ImageReference name = ImageReference.parse(registry.name("demo:" + format));
        Digest pushed = exporter().push(image, name, format, LayerCompression.GZIP).digest();

        StoredImage pulled = fetcher(other).pull(name, AMD64);

        assertThat(pulled.id()).as(format.toString()).isEqualTo(image.id());
        assertThat(other.images().config(pulled)).isEqualTo(store.images().config(image));
        assertThat(pulled.manifest().mediaType()).isEqualTo(MediaTypes.OCI_MANIFEST);
        assertThat(pulled.manifest().layers())
            .extracting(Descriptor::mediaType)
            .containsExactly(MediaTypes.OCI_LAYER_GZIP);
        assertThat(other.images().find(name.withDigest(pushed), AMD64)).isPresent();
        assertThat(other.images().use(pulled)).isTrue();
      }
    }
  }

  @Test
  void pushesTheSameBytesEachTime() throws Exception {
    StoredImage image = dockerImage("demo");
    try (LoopbackRegistry registry = LoopbackRegistry.start(directory.resolve("registry"))) {
      Descriptor one = push(image, registry.name("demo:1"), LayerCompression.GZIP);
      Descriptor two = push(image, registry.name("demo:2"), LayerCompression.GZIP);

      assertThat(two).isEqualTo(one);
      Path tls = directory.resolve("tls");
      Files.createDirectory(tls);
      byte[] json =
          skopeo()
              .manifest(
                  new ImageLocation.Registry(ImageReference.parse(registry.name("demo:1"))), tls);
      assertThat(Digest.of(json)).isEqualTo(one.digest());
    }
  }

  private Descriptor push(StoredImage image, String name, LayerCompression compression) {
    return exporter().push(image, ImageReference.parse(name), ManifestFormat.OCI, compression);
  }

  @Test
  void pushesLayersInTheFormAskedFor() throws Exception {
    StoredImage image = dockerImage("demo");
    try (LoopbackRegistry registry = LoopbackRegistry.start(directory.resolve("registry"))) {
      for (LayerCompression.Kind kind : LayerCompression.Kind.values()) {
        String name = registry.name("demo:" + kind);

        Descriptor pushed = push(image, name, LayerCompression.of(kind));

        StoredImage pulled = fetcher(other).pull(ImageReference.parse(name), AMD64);
        assertThat(pulled.descriptor().digest()).as(kind.name()).isEqualTo(pushed.digest());
        assertThat(pulled.id()).isEqualTo(image.id());
        assertThat(pulled.manifest().layers().get(0).mediaType())
            .isEqualTo(MediaTypes.OCI_LAYER + suffix(kind));
      }
    }
    assertCode(
        "compression-format",
        () ->
            exporter()
                .push(
                    image,
                    ImageReference.parse("x"),
                    ManifestFormat.DOCKER,
                    LayerCompression.of(LayerCompression.Kind.ZSTD)));
  }

  private static String suffix(LayerCompression.Kind kind) {
    return switch (kind) {
      case GZIP -> "+gzip";
      case ZSTD -> "+zstd";
      case UNCOMPRESSED -> "";
    };
  }

  @Test
  void writesTheSameArchiveEachTime() throws Exception {
    StoredImage image = dockerImage("demo");
    Path one = directory.resolve("one.tar");
    Path two = directory.resolve("two.tar");
    exporter().ociArchive(image, one, LayoutEntries.of(List.of("a")), LayerCompression.GZIP);
    exporter().ociArchive(image, two, LayoutEntries.of(List.of("a")), LayerCompression.GZIP);

    assertThat(one).hasSameBinaryContentAs(two);
  }

  @Test
  void pullsOneImageOnceForManyBuildsAtTheSameTime() throws Exception {
    StoredImage image = dockerImage("demo");
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (LoopbackRegistry registry = LoopbackRegistry.start(directory.resolve("registry"))) {
      ImageReference name = ImageReference.parse(registry.name("demo:1"));
      exporter().push(image, name, ManifestFormat.DOCKER, LayerCompression.GZIP);
      List<Future<StoredImage>> pulls =
          IntStream.range(0, 4)
              .mapToObj(n -> threads.submit(() -> fetcher(other).pull(name, AMD64)))
              .toList();
      for (Future<StoredImage> pull : pulls) {
        assertThat(pull.get().id()).isEqualTo(image.id());
      }
      assertThat(other.images().list()).hasSize(1);
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void saysWhyAnImageCannotBePulled() throws Exception {
    StoredImage image = dockerImage("demo");
    try (LoopbackRegistry registry = LoopbackRegistry.start(directory.resolve("registry"))) {
      ImageReference name = ImageReference.parse(registry.name("demo:1"));
      exporter().push(image, name, ManifestFormat.OCI, LayerCompression.GZIP);

      assertCode("image-not-found", () -> fetcher(other).pull(name.withTag("2"), AMD64));
      assertCode(
          "image-other-platform", () -> fetcher(other).pull(name, Platform.parse("linux/arm64")));
      assertThat(other.images().list()).isEmpty();
      fetcher(other).pull(name, AMD64);
      assertCode(
          "image-other-platform", () -> fetcher(other).pull(name, Platform.parse("linux/arm64")));
      assertThat(other.images().find(name, AMD64)).isPresent();
      RegistryAccess strict = RegistryAccess.withTlsVerify(true);
      assertCode(
          "registry-tls",
          () -> new ImageFetcher(other, new Skopeo(runner(), strict)).pull(name, AMD64));
    }
  }

  @Test
  void takesCredentialsFromTheUsersFile() throws Exception {
    // The password is "secret", hashed with bcrypt, the only kind that the registry takes.
    Path passwords =
        Files.writeString(
            directory.resolve("htpasswd"),
            "me:$2y$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a\n");
    StoredImage image = dockerImage("demo");
    try (LoopbackRegistry registry =
        LoopbackRegistry.startWithPasswords(directory.resolve("registry"), passwords)) {
      ImageReference name = ImageReference.parse(registry.name("demo:1"));
      environment.put("HOME", directory.toString());
      assertCode(
          "registry-unauthorized",
          () -> exporter().push(image, name, ManifestFormat.OCI, LayerCompression.GZIP));

      Path auth = directory.resolve("auth.json");
      Files.writeString(
          auth, "{\"auths\":{\"" + name.registry() + "\":{\"auth\":\"bWU6c2VjcmV0\"}}}");
      environment.put("REGISTRY_AUTH_FILE", auth.toString());
      exporter().push(image, name, ManifestFormat.OCI, LayerCompression.GZIP);
      assertThat(fetcher(other).pull(name, AMD64).id()).isEqualTo(image.id());
    }
  }

  @Test
  void choosesThePlatformInAnIndex() throws Exception {
    try (LoopbackRegistry registry = LoopbackRegistry.start(directory.resolve("registry"))) {
      Path layout = directory.resolve("multi");
      List<Descriptor> entries =
          Stream.of("linux/amd64", "linux/arm64")
              .map(Platform::parse)
              .map(platform -> exported(platform, layout))
              .toList();
      byte[] index = ImageDocuments.write(ImageIndex.of(entries));
      Digest digest = Digest.of(index);
      Files.write(layout.resolve("blobs/sha256/" + digest.hex()), index);
      Files.write(
          layout.resolve("index.json"),
          ImageDocuments.write(
              ImageIndex.of(
                  List.of(
                      Descriptor.of(MediaTypes.OCI_INDEX, digest, index.length)
                          .withAnnotation(Descriptor.REFERENCE_NAME, "multi")))));
      ImageReference name = ImageReference.parse(registry.name("multi:1"));
      skopeo()
          .copy(
              new ImageLocation.OciLayout(layout, "multi"),
              new ImageLocation.Registry(name),
              List.of("--all"),
              directory);

      for (String platform : List.of("linux/amd64", "linux/arm64")) {
        StoredImage pulled = fetcher(other).pull(name, Platform.parse(platform));
        assertThat(other.images().config(pulled).platform()).hasToString(platform);
      }
      assertThat(other.images().list()).hasSize(2);
      assertThat(other.images().find(name.withDigest(digest), AMD64)).isPresent();
      assertThatThrownBy(() -> fetcher(other).pull(name, Platform.parse("linux/s390x")))
          .hasMessageContaining("does not exist for linux/s390x")
          .isInstanceOfSatisfying(
              GrampusException.class,
              e -> assertThat(e.hint()).contains("linux/amd64, linux/arm64"));
    }
  }

  @Test
  void writesArchivesThatComeBackEqual() throws IOException {
    StoredImage image = dockerImage("demo");
    ImageReference one = ImageReference.parse("one:1");
    ImageReference two = ImageReference.parse("reg.example/two:2");
    Path docker = directory.resolve("docker.tar");
    Path oci = directory.resolve("oci.tar");
    Path layout = directory.resolve("layout");
    Files.writeString(docker, "an older file");

    exporter().dockerArchive(image, docker, List.of(one, two));
    exporter()
        .ociArchive(image, oci, LayoutEntries.of(List.of(one.toString())), LayerCompression.GZIP);
    exporter()
        .ociDirectory(
            image,
            layout,
            LayoutEntries.of(List.of(one.toString(), two.toString())),
            LayerCompression.NONE);

    for (Path place : List.of(docker, oci, layout)) {
      try (Store fresh = Stores.open(directory.resolve("fresh-" + place.getFileName()))) {
        List<StoredImage> loaded = new ArchiveLoader(fetcher(fresh)).load(place, "it");
        assertThat(loaded).hasSize(place.equals(oci) ? 1 : 2);
        assertThat(loaded).extracting(StoredImage::name).doesNotHaveDuplicates();
        assertThat(loaded).allMatch(it -> it.id().equals(image.id()));
        assertThat(fresh.images().resolve("one:1", AMD64).id()).isEqualTo(image.id());
        assertThat(fresh.images().config(loaded.get(0))).isEqualTo(store.images().config(image));
        assertThat(fresh.images().list()).hasSize(place.equals(oci) ? 1 : 2);
      }
    }
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left).noneMatch(path -> path.getFileName().toString().contains("partial"));
    }
  }

  @Test
  void writesAndLoadsImagesWithoutAName() throws IOException {
    StoredImage image = dockerImage("demo");
    Path docker = directory.resolve("docker.tar");
    Path oci = directory.resolve("oci.tar");
    Path layout = directory.resolve("layout");

    exporter().dockerArchive(image, docker, List.of());
    exporter().ociArchive(image, oci, LayoutEntries.of(List.of()), LayerCompression.NONE);
    exporter().ociDirectory(image, layout, LayoutEntries.of(List.of()), LayerCompression.GZIP);

    for (Path place : List.of(docker, oci, layout)) {
      try (Store fresh = Stores.open(directory.resolve("fresh-" + place.getFileName()))) {
        List<StoredImage> loaded = new ArchiveLoader(fetcher(fresh)).load(place, "it");
        assertThat(loaded).hasSize(1).allMatch(it -> it.id().equals(image.id()));
        assertThat(loaded).allMatch(it -> it.name() == null);
        assertThat(fresh.images().resolve(image.id().shortHex(), AMD64).id()).isEqualTo(image.id());
      }
    }
  }

  @Test
  void leavesAnOlderArchiveAloneWhenTheExportFails() throws IOException {
    StoredImage image = dockerImage("demo");
    Path file = Files.writeString(directory.resolve("out.tar"), "older");
    Files.delete(store.blobs().path(image.manifest().layers().get(0).digest()));

    assertThatThrownBy(() -> exporter().dockerArchive(image, file, List.of()))
        .isInstanceOf(GrampusException.class);

    assertThat(file).hasContent("older");
    assertCode(
        "output-not-writable",
        () -> exporter().dockerArchive(image, directory.resolve("absent/x.tar"), List.of()));
    assertCode(
        "path-with-colon",
        () -> exporter().dockerArchive(image, directory.resolve("a:b.tar"), List.of()));
  }

  @Test
  void saysWhatIsNoArchive() throws IOException {
    Path tar = Files.write(directory.resolve("x.tar"), new TestRootFs().file("a", "b").archive());

    assertCode("archive-unknown", () -> new ArchiveLoader(fetcher(store)).load(tar, "it"));
    for (String json : List.of("{\"a\":1}", "\"a\"", "null", "[]")) {
      TestRootFs list = new TestRootFs().file("manifest.json", json);
      Path noList = Files.write(directory.resolve("list.tar"), list.archive());
      assertThatThrownBy(() -> new ArchiveLoader(fetcher(store)).load(noList, "it"))
          .isInstanceOf(GrampusException.class)
          .hasMessageMatching("(manifest.json of|the list of images in) it is .*");
    }
    assertCode(
        "archive-read",
        () -> new ArchiveLoader(fetcher(store)).load(directory.resolve("absent.tar"), "it"));
  }

  @Test
  void worksWithoutAPolicyFileAndUnderOne() throws IOException {
    StoredImage image = dockerImage("demo");
    Path policy = directory.resolve(".config/containers/policy.json");
    Files.createDirectories(policy.getParent());
    Files.writeString(policy, "{\"default\":[{\"type\":\"reject\"}]}");
    environment.put("HOME", directory.toString());

    assertThatThrownBy(() -> exporter().dockerArchive(image, directory.resolve("x.tar"), List.of()))
        .hasMessageContaining("rejected by policy");
  }

  /** An image with one layer and all that only Docker knows. */
  private StoredImage dockerImage(String name) throws IOException {
    byte[] tar = new TestRootFs().file("etc/hello", "hello\n").archive();
    Descriptor layer = store.blobs().put(tar, MediaTypes.OCI_LAYER);
    ImageConfig plain =
        ImageConfig.scratch(AMD64)
            .withDiffId(layer.digest())
            .withShell(List.of("/bin/bash", "-c"))
            .withOnBuild("RUN echo child")
            .withStopSignal("SIGINT")
            .withHealthcheck(
                new Healthcheck(List.of("CMD", "true"), 3_000_000_000L, 0, 0, 5, 2, Map.of()));
    String json = new String(ImageDocuments.write(plain), StandardCharsets.UTF_8);
    byte[] withMore =
        json.replaceFirst("\\{", "{\"docker_version\":\"20.10\",").getBytes(StandardCharsets.UTF_8);
    Descriptor config = store.blobs().put(withMore, MediaTypes.OCI_CONFIG);
    return store
        .images()
        .put(Manifest.of(config, List.of(layer)), List.of(ImageReference.parse(name)));
  }

  private Descriptor exported(Platform platform, Path layout) {
    ImageConfig config = ImageConfig.scratch(platform);
    StoredImage image =
        store.images().put(Manifest.of(store.images().putConfig(config), List.of()), List.of());
    exporter().ociDirectory(image, layout, LayoutEntries.of(List.of("x")), LayerCompression.NONE);
    JsonNode index = readTree(layout.resolve("index.json"));
    assertThat(index.path("manifests")).isNotEmpty();
    return image.descriptor();
  }

  private static JsonNode readTree(Path file) {
    try {
      return ImageDocuments.readTree(Files.readAllBytes(file), file.toString());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private ToolRunner runner() {
    return ToolRunner.create(environment, line -> {});
  }

  private Skopeo skopeo() {
    return new Skopeo(runner(), new RegistryAccess(Optional.empty()));
  }

  private ImageFetcher fetcher(Store target) {
    return new ImageFetcher(target, skopeo());
  }

  private ImageExporter exporter() {
    return new ImageExporter(store, skopeo());
  }

  private static void assertCode(String code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            GrampusException.class, e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code));
  }
}
