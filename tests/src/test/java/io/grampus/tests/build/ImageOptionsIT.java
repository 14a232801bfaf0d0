package io.grampus.tests.build;

import static io.grampus.tests.harness.Requirement.BUSYBOX;
import static io.grampus.tests.harness.Requirement.OVERLAY;
import static io.grampus.tests.harness.Requirement.REGISTRY;
import static io.grampus.tests.harness.Requirement.SKOPEO;
import static io.grampus.tests.harness.Requirement.UMOCI;
import static io.grampus.tests.harness.Requirement.USERNS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.grampus.tests.harness.Grampus;
import io.grampus.tests.harness.ImageFile;
import io.grampus.tests.harness.Outcome;
import io.grampus.tests.harness.Registry;
import io.grampus.tests.harness.Requires;
import io.grampus.tests.harness.TarEntry;
import io.grampus.tests.harness.WholeProgram;
import io.grampus.tests.harness.Workspace;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What options can make of an image: pinned times, annotations, compression, fewer layers. */
@WholeProgram
@Requires({USERNS, OVERLAY, UMOCI, SKOPEO, BUSYBOX})
class ImageOptionsIT {
  private static final String EPOCH = "1700000000";
  private static final String EPOCH_TEXT = "2023-11-14T22:13:20Z";
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String[] DOCKERFILE = {
    "FROM busybox",
    "LABEL a=b",
    "RUN mkdir /data && echo hello > /data/file && touch -d @1000000000 /data/old",
    "WORKDIR /work",
    "COPY file /",
    "HEALTHCHECK --interval=5s CMD true",
    "SHELL [\"/bin/sh\", \"-ec\"]",
    "ONBUILD RUN echo child",
    "CMD [\"cat\", \"/data/file\"]"
  };

  private static Workspace prepared(Workspace workspace) {
    workspace.file("context/file", "content\n");
    return workspace.dockerfile(DOCKERFILE);
  }

  @Test
  void twoBuildsInTwoStoresGiveTheSameBytes(Workspace workspace) throws IOException {
    prepared(workspace);
    List<byte[]> archives = new ArrayList<>();
    List<String> docker = new ArrayList<>();
    for (String store : List.of("one", "two")) {
      Grampus grampus = storeWithBusybox(workspace, store).with("SOURCE_DATE_EPOCH", EPOCH);
      Path archive = workspace.out(store + ".tar");
      Path ofDocker = workspace.out(store + "-docker.tar");
      Outcome outcome =
          grampus
              .build(
                  "--output", "type=oci,rewrite-timestamp=true,dest=" + archive,
                  "--output", "type=docker,rewrite-timestamp=true,dest=" + ofDocker)
              .mustSucceed();
      assertThat(outcome.errors()).doesNotContain("CACHED");
      archives.add(Files.readAllBytes(archive));
      docker.add(
          workspace.command("sha256sum", ofDocker.toString()).succeed().output().substring(0, 64));
    }

    assertThat(archives.get(1)).isEqualTo(archives.get(0));
    assertThat(docker.get(1)).isEqualTo(docker.get(0));
  }

  @Test
  void squashedLayersGiveTheSameBytesToo(Workspace workspace) throws IOException {
    workspace.dockerfile("FROM scratch", "COPY Dockerfile /one/", "COPY Dockerfile /two/");
    List<byte[]> archives = new ArrayList<>();
    for (String name : List.of("one", "two")) {
      Path archive = workspace.out(name + ".tar");
      workspace
          .grampus()
          .with("SOURCE_DATE_EPOCH", EPOCH)
          .build("--no-cache", "--squash", "-o", "type=oci,rewrite-timestamp=true,dest=" + archive)
          .mustSucceed();
      archives.add(Files.readAllBytes(archive));
      workspace.command("sleep", "1").succeed();
    }

    assertThat(archives.get(1)).isEqualTo(archives.get(0));
  }

  /** Both stores have the same base image, and each executes every step. */
  private static Grampus storeWithBusybox(Workspace workspace, String name) {
    Grampus grampus = workspace.grampus(name);
    Path saved = workspace.out("busybox.tar");
    if (!Files.exists(saved)) {
      workspace.grampus().succeed("save", "-o", saved.toString(), "busybox");
    }
    grampus.succeed("load", "-i", saved.toString());
    return grampus;
  }

  @Test
  void theEpochLimitsEveryTime(Workspace workspace) {
    prepared(workspace);
    Path layout = workspace.out("layout");
    workspace
        .grampus()
        .build(
            "--build-arg",
            "SOURCE_DATE_EPOCH=" + EPOCH,
            "--output",
            "type=oci,tar=false,rewrite-timestamp=true,dest=" + layout)
        .mustSucceed();

    ImageFile image = ImageFile.ofLayout(layout);
    assertThat(image.config().path("created").asText()).isEqualTo(EPOCH_TEXT);
    image
        .config()
        .path("history")
        .forEach(step -> assertThat(step.path("created").asText()).isLessThanOrEqualTo(EPOCH_TEXT));
    long limit = Long.parseLong(EPOCH);
    for (List<TarEntry> layer : image.layers().subList(1, image.layers().size())) {
      assertThat(layer).allSatisfy(entry -> assertThat(seconds(entry)).isLessThanOrEqualTo(limit));
    }
    assertThat(seconds(image.tree().at("/data/old"))).isEqualTo(1_000_000_000L);
    assertThat(seconds(image.tree().at("/data/file"))).isEqualTo(limit);
  }

  private static long seconds(TarEntry entry) {
    return new BigDecimal(entry.modified()).longValue();
  }

  @Test
  void withoutRewritingTheEpochLeavesFilesAlone(Workspace workspace) {
    prepared(workspace);
    Grampus grampus = workspace.grampus().with("SOURCE_DATE_EPOCH", EPOCH);

    ImageFile image = grampus.image().file();

    assertThat(image.config().path("created").asText()).isEqualTo(EPOCH_TEXT);
    assertThat(seconds(image.tree().at("/data/file"))).isGreaterThan(Long.parseLong(EPOCH));
  }

  @Test
  void filesInAFolderAndATarHaveTheTimeOfTheEpoch(Workspace workspace) {
    prepared(workspace);
    Path folder = workspace.out("folder");
    Path tar = workspace.out("files.tar");
    workspace
        .grampus()
        .with("SOURCE_DATE_EPOCH", EPOCH)
        .build("-o", folder.toString(), "-o", "type=tar,dest=" + tar)
        .mustSucceed();

    String times =
        workspace
            .command("sh", "-c", "stat -c %Y " + folder + "/data/* " + folder + "/bin")
            .succeed()
            .output();
    assertThat(times).isEqualTo((EPOCH + "\n").repeat(3));
    assertThat(workspace.command("tar", "--utc", "-tvf", tar.toString()).succeed().output())
        .doesNotContainPattern("(?m)^(?!.*2023-11-14 22:13)");
  }

  @Test
  void aWrongEpochIsRefusedBeforeAnyWork(Workspace workspace) {
    prepared(workspace);

    Outcome outcome = workspace.grampus().with("SOURCE_DATE_EPOCH", "soon").build();

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.errors()).contains("SOURCE_DATE_EPOCH is \"soon\"").doesNotContain("#1");
  }

  @Test
  void annotationsAreWhereTheyAreAskedFor(Workspace workspace) throws IOException {
    prepared(workspace);
    Path layout = workspace.out("layout");
    workspace
        .grampus()
        .build(
            "-t", "web:1",
            "--annotation", "org.opencontainers.image.title=Web",
            "--annotation", "manifest-descriptor:org.example.entry=yes",
            "--output", "type=oci,tar=false,annotation.org.example.own=1,dest=" + layout)
        .mustSucceed();

    JsonNode entry = JSON.readTree(layout.resolve("index.json").toFile()).path("manifests").get(0);
    JsonNode manifest = blob(layout, entry.path("digest").asText());
    assertThat(manifest.path("annotations").toString())
        .isEqualTo("{\"org.example.own\":\"1\",\"org.opencontainers.image.title\":\"Web\"}");
    assertThat(entry.path("annotations").path("org.example.entry").asText()).isEqualTo("yes");
    assertThat(entry.path("annotations").path("io.containerd.image.name").asText())
        .isEqualTo("docker.io/library/web:1");
    ImageFile.ofLayout(layout);

    Outcome refused =
        workspace
            .grampus()
            .build("--annotation", "a=b", "-o", "type=docker,dest=" + workspace.out("x.tar"));
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.errors()).contains("Docker's image format has no annotations");
  }

  private static JsonNode blob(Path layout, String digest) throws IOException {
    return JSON.readTree(layout.resolve("blobs").resolve(digest.replace(':', '/')).toFile());
  }

  @Test
  void layersAreCompressedAsAskedFor(Workspace workspace) throws IOException {
    prepared(workspace);
    Grampus grampus = workspace.grampus();
    for (String kind : List.of("gzip", "zstd", "uncompressed")) {
      Path layout = workspace.out(kind);
      grampus.build("--compression", kind, "-o", "type=oci,tar=false,dest=" + layout).mustSucceed();

      JsonNode entry =
          JSON.readTree(layout.resolve("index.json").toFile()).path("manifests").get(0);
      JsonNode manifest = blob(layout, entry.path("digest").asText());
      String type = manifest.path("layers").get(1).path("mediaType").asText();
      assertThat(type).endsWith(kind.equals("uncompressed") ? ".tar" : "+" + kind);
      workspace
          .command(
              "skopeo",
              "--insecure-policy",
              "copy",
              "oci:" + layout,
              "dir:" + workspace.out(kind + "-copy"))
          .succeed();
    }
  }

  @Test
  @Requires(REGISTRY)
  void pushedLayersAreCompressedAsAskedForTheBasesToo(Workspace workspace) throws IOException {
    prepared(workspace);
    Registry registry = Registry.start(workspace);
    String name = registry.name("team/web:1");
    Path metadata = workspace.out("metadata.json");
    Grampus grampus = workspace.grampus();
    grampus
        .build(
            "-t",
            name,
            "--metadata-file",
            metadata.toString(),
            "-o",
            "type=registry,compression=zstd,compression-level=9,force-compression=true")
        .mustSucceed();

    String raw =
        workspace
            .command("skopeo", "inspect", "--raw", "--tls-verify=false", "docker://" + name)
            .succeed()
            .output();
    JSON.readTree(raw)
        .path("layers")
        .forEach(layer -> assertThat(layer.path("mediaType").asText()).endsWith("+zstd"));
    JsonNode written = JSON.readTree(metadata.toFile());
    assertThat(written.path("image.name").asText()).isEqualTo(name);
    String digest = written.path("containerimage.digest").asText();
    assertThat(
            workspace
                .command(
                    "skopeo",
                    "inspect",
                    "--tls-verify=false",
                    "--format={{.Digest}}",
                    "docker://" + name)
                .succeed()
                .answer())
        .isEqualTo(digest);
    assertThat(grampus.succeed("run", "--pull", "always", name).output()).isEqualTo("hello\n");
  }

  @Test
  @Requires(REGISTRY)
  void anImageInZstdIsABaseAndBecomesADockerArchive(Workspace workspace) {
    prepared(workspace);
    String name = Registry.start(workspace).name("team/base:1");
    workspace
        .grampus()
        .build("-t", name, "-o", "type=registry,compression=zstd,force-compression=true")
        .mustSucceed();
    workspace.dockerfile("FROM " + name, "RUN cat /data/file > /copy");
    Grampus other = workspace.grampus("other-store");
    Path archive = workspace.out("docker.tar");

    other.build("-o", "type=docker,dest=" + archive).mustSucceed();

    Path folder = workspace.directory("out/docker");
    workspace.command("tar", "-C", folder.toString(), "-xf", archive.toString()).succeed();
    assertThat(ImageFile.ofDockerArchive(folder).tree().at("/copy").text()).isEqualTo("hello\n");
  }

  @Test
  void squashedLayersGiveTheSameFiles(Workspace workspace) {
    workspace.dockerfile(
        "FROM busybox",
        "RUN echo 1 > /a && mkdir -p /d/sub && echo x > /d/sub/x && ln /a /d/a && chown 7:8 /d",
        "RUN rm /bin/ls /a && rm -r /etc/passwd",
        "RUN rm -r /d && mkdir /d && echo 2 > /d/only && mkfifo /d/pipe",
        "USER 7",
        "CMD [\"cat\", \"/d/only\"]");
    Grampus grampus = workspace.grampus();

    ImageFile plain = grampus.image().file();
    ImageFile squashed = grampus.image("--squash").file();
    grampus.build("--squash", "-t", "small").mustSucceed();

    assertThat(squashed.layers()).hasSize(2);
    assertThat(squashed.tree().differences(plain.tree())).isEmpty();
    assertThat(squashed.container()).isEqualTo(plain.container());
    JsonNode history = squashed.config().path("history");
    assertThat(history).hasSize(plain.config().path("history").size() + 1);
    assertThat(history.get(history.size() - 1).path("comment").asText())
        .isEqualTo("merge of 3 layers");
    assertThat(grampus.succeed("run", "small").output()).isEqualTo("2\n");
  }

  @Test
  void whatOnlyDockerKnowsIsKeptInEveryFormat(Workspace workspace) {
    prepared(workspace);
    Path archive = workspace.out("docker.tar");
    workspace.grampus().build("-o", "type=docker,dest=" + archive).mustSucceed();
    Path folder = workspace.directory("out/docker");
    workspace.command("tar", "-C", folder.toString(), "-xf", archive.toString()).succeed();

    for (JsonNode container :
        List.of(
            workspace.grampus().image().file().container(),
            ImageFile.ofDockerArchive(folder).container())) {
      assertThat(container.path("Healthcheck").toString())
          .isEqualTo("{\"Test\":[\"CMD-SHELL\",\"true\"],\"Interval\":5000000000}");
      assertThat(container.path("Shell").toString()).isEqualTo("[\"/bin/sh\",\"-ec\"]");
      assertThat(container.path("OnBuild").toString()).isEqualTo("[\"RUN echo child\"]");
    }
  }

  @Test
  @Timeout(60)
  void everyPortCanBeExposed(Workspace workspace) {
    workspace.dockerfile("FROM scratch", "EXPOSE 1-65535 1-65535/udp", "EXPOSE 7/sctp");

    JsonNode ports = workspace.grampus().image().file().container().path("ExposedPorts");

    assertThat(ports.size()).isEqualTo(2 * 65_535 + 1);
    assertThat(ports.has("1/udp") && ports.has("65535/tcp") && ports.has("7/sctp")).isTrue();
  }

  @Test
  void anImageGetsAllItsNames(Workspace workspace) {
    prepared(workspace);
    Grampus grampus = workspace.grampus();

    grampus.build("-t", "one:1", "-t", "two:2", "--tag", "example.org/three").mustSucceed();

    for (String name : List.of("one:1", "two:2", "example.org/three:latest")) {
      assertThat(grampus.succeed("run", name).output()).isEqualTo("hello\n");
    }
  }
}
