package io.grampus.tests.build;

import static io.grampus.tests.harness.Requirement.BUSYBOX;
import static io.grampus.tests.harness.Requirement.OVERLAY;
import static io.grampus.tests.harness.Requirement.REGISTRY;
import static io.grampus.tests.harness.Requirement.SKOPEO;
import static io.grampus.tests.harness.Requirement.UMOCI;
import static io.grampus.tests.harness.Requirement.USERNS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.grampus.tests.harness.Grampus;
import io.grampus.tests.harness.Outcome;
import io.grampus.tests.harness.Registry;
import io.grampus.tests.harness.Requires;
import io.grampus.tests.harness.TarMaker;
import io.grampus.tests.harness.WholeProgram;
import io.grampus.tests.harness.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Caches that one store writes and another uses. */
@WholeProgram
@Requires({USERNS, OVERLAY, UMOCI, SKOPEO, BUSYBOX})
class SharedCacheIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String[] DOCKERFILE = {
    "FROM busybox AS maker",
    "RUN mkdir /made && cd /made && echo 1 > f && ln f g && ln -s f l && mkfifo p && chown 5:6 f"
        + " && chown -h 7:8 l && mknod dev c 1 3 && mkdir -m 0500 d && echo 2 > d/x && chmod u+s g",
    "FROM busybox",
    "WORKDIR /work/here",
    "COPY --from=maker /made /made",
    "RUN rm /bin/ls && rm -r /made/d /made/p && mkdir /made/d && echo new > /made/d/new && cat"
        + " /proc/sys/kernel/random/uuid > /id",
    "LABEL a=b",
    "CMD [\"cat\", \"/id\"]"
  };

  /** Two stores with the same base image. */
  private static Grampus other(Workspace workspace) {
    Path layout = workspace.out("base");
    if (!Files.exists(layout)) {
      workspace
          .grampus()
          .succeed("save", "--format", "oci-dir", "-o", layout.toString(), "busybox");
    }
    Grampus other = workspace.grampus("other-store");
    other.succeed("load", "-i", layout.toString());
    return other;
  }

  /** A store whose base image has the digest that {@link #other}'s has. */
  private static Grampus first(Workspace workspace) {
    other(workspace);
    Grampus first = workspace.grampus("first-store");
    first.succeed("load", "-i", workspace.out("base").toString());
    return first;
  }

  private static String id(Outcome outcome) {
    return Pattern.compile("writing image (sha256:[0-9a-f]{64})")
        .matcher(outcome.errors())
        .results()
        .findFirst()
        .orElseThrow()
        .group(1);
  }

  private static void everyStepIsCached(Outcome outcome, String... texts) {
    for (String text : texts) {
      assertThat(StagesIT.ending(outcome.errors(), text)).as(text).isEqualTo("CACHED");
    }
  }

  @Test
  void aFolderCarriesEveryStepOfEveryStage(Workspace workspace) {
    workspace.dockerfile(DOCKERFILE);
    String cache = workspace.out("cache").toString();
    Outcome made =
        first(workspace).build("--cache-to", "type=local,mode=max,dest=" + cache).mustSucceed();
    Grampus other = other(workspace);

    Outcome used = other.build("--cache-from", "type=local,src=" + cache).mustSucceed();

    everyStepIsCached(used, "RUN mkdir /made", "WORKDIR", "COPY --from", "RUN rm /bin/ls");
    assertThat(id(used)).isEqualTo(id(made));
    assertThat(used.errors()).doesNotContain("WARNING");
    assertThat(id(other.build().mustSucceed())).isEqualTo(id(made));
    workspace.dockerfile(
        "FROM busybox AS maker", DOCKERFILE[1], "RUN stat -c '<%u:%g %a %F>' /made/f /made/dev");
    assertThat(other.build().mustSucceed().errors())
        .contains("<5:6 4644 regular file>")
        .contains("<0:0 644 character special file>");
  }

  @Test
  void theSmallerCacheHoldsTheStepsOfTheImageOnly(Workspace workspace) throws IOException {
    workspace.dockerfile(DOCKERFILE);
    String cache = workspace.out("cache").toString();
    first(workspace).build("--cache-to", "type=local,dest=" + cache).mustSucceed();

    Outcome used = other(workspace).build("--cache-from", "type=local,src=" + cache).mustSucceed();

    assertThat(StagesIT.ending(used.errors(), "RUN mkdir /made")).startsWith("DONE");
    everyStepIsCached(used, "WORKDIR");
  }

  @Test
  @Requires(REGISTRY)
  void aRegistryCarriesACache(Workspace workspace) {
    workspace.dockerfile(DOCKERFILE);
    String cache = Registry.start(workspace).name("team/cache:main");
    Outcome made =
        first(workspace)
            .build("--cache-to", "type=registry,mode=max,compression=zstd,ref=" + cache)
            .mustSucceed();

    Outcome used = other(workspace).build("--cache-from", cache).mustSucceed();

    everyStepIsCached(used, "RUN mkdir /made", "WORKDIR", "COPY --from", "RUN rm /bin/ls");
    assertThat(id(used)).isEqualTo(id(made));
  }

  @Test
  @Requires(REGISTRY)
  void anImageCarriesItsOwnCache(Workspace workspace) {
    workspace.file("context/linked", "text");
    workspace.dockerfile(String.join("\n", DOCKERFILE) + "\nCOPY --link linked /linked");
    String name = Registry.start(workspace).name("image:1");
    Outcome made =
        first(workspace).build("-t", name, "--push", "--cache-to", "type=inline").mustSucceed();

    Outcome used = other(workspace).build("--cache-from", name).mustSucceed();

    everyStepIsCached(used, "WORKDIR", "RUN rm /bin/ls", "COPY --link");
    assertThat(StagesIT.ending(used.errors(), "RUN mkdir /made")).startsWith("DONE");
    assertThat(used.errors()).doesNotContain("WARNING");
    assertThat(id(used)).isNotEqualTo(id(made));
  }

  @Test
  void aCacheThatIsNotThereIsAWarning(Workspace workspace) {
    workspace.dockerfile("FROM busybox", "RUN true");

    Outcome outcome =
        workspace
            .grampus()
            .build(
                "--cache-from",
                "type=local,src=" + workspace.out("none"),
                "--cache-from",
                "127.0.0.1:1/none")
            .mustSucceed();

    assertThat(outcome.errors())
        .containsPattern("WARNING: the cache .*/none:latest is not used: cannot read")
        .containsPattern("WARNING: the cache 127.0.0.1:1/none:latest is not used: ");
  }

  @Test
  void aCacheThatCannotBeWrittenFailsTheBuildUnlessTold(Workspace workspace) {
    workspace.dockerfile("FROM busybox", "RUN echo x > /x");
    Grampus grampus = workspace.grampus();
    String nowhere = "type=registry,ref=127.0.0.1:1/none";

    assertThat(grampus.build("--cache-to", nowhere).exitCode()).isEqualTo(1);
    grampus.build("--cache-to", nowhere + ",ignore-error=true").mustSucceed();
  }

  @Test
  void aDamagedLayerIsNotUsed(Workspace workspace) throws IOException {
    Path cache = cacheOfOneStep(workspace);
    ObjectNode manifest = manifest(cache);
    Path layer = blob(cache, manifest.path("layers").get(0).path("digest").asText());
    Files.writeString(layer, "x".repeat((int) Files.size(layer)));

    refused(workspace, cache, "has the digest");
  }

  @Test
  void aLayerThatIsNotTheOnePromisedIsNotUsed(Workspace workspace) throws IOException {
    Path cache = cacheOfOneStep(workspace);
    replaceLayer(cache, new TarMaker().file("made", "other\n").bytes(), false);

    refused(workspace, cache, "is not sha256:");
  }

  @Test
  void aLayerThatLeadsOutOfTheStoreIsNotUsed(Workspace workspace) throws IOException {
    for (String path : new String[] {"../../../escaped", "d/../../../escaped", ".wh...", ".wh.."}) {
      Path cache = cacheOfOneStep(workspace);
      replaceLayer(cache, new TarMaker().file("made", "1\n").file(path, "evil").bytes(), true);

      refused(workspace, cache, "a step of the imported cache is not used");
    }
    Path cache = cacheOfOneStep(workspace);
    byte[] throughLink =
        new TarMaker()
            .symlink("etc/out", workspace.out("").toString())
            .file("etc/out/escaped", "evil")
            .bytes();
    replaceLayer(cache, throughLink, true);
    refused(workspace, cache, "a step of the imported cache is not used");
    assertThat(workspace.out("escaped")).doesNotExist();
  }

  @Test
  void documentsThatAreNoCacheAreWarnings(Workspace workspace) throws IOException {
    for (String text : new String[] {"", "[]", "{\"schemaVersion\":2}", "{\"manifests\":7}"}) {
      Path cache = cacheOfOneStep(workspace);
      Files.writeString(cache.resolve("index.json"), text);
      refused(workspace, cache, "is not used");
    }
  }

  private static Path cacheOfOneStep(Workspace workspace) {
    workspace.dockerfile("FROM busybox", "RUN echo 1 > /made");
    Path cache = workspace.out("cache-" + System.nanoTime());
    first(workspace).build("--cache-to", "type=local,dest=" + cache).mustSucceed();
    return cache;
  }

  /** The build goes on as if there were no cache. */
  private static void refused(Workspace workspace, Path cache, String warning) {
    other(workspace).succeed("prune", "--all");
    other(workspace);
    Outcome outcome =
        other(workspace).build("--cache-from", "type=local,src=" + cache).mustSucceed();

    assertThat(outcome.errors()).contains("WARNING: ").contains(warning);
    assertThat(StagesIT.ending(outcome.errors(), "RUN echo 1")).startsWith("DONE");
  }

  private static Path blob(Path cache, String digest) {
    return cache.resolve("blobs").resolve(digest.replace(':', '/'));
  }

  private static ObjectNode manifest(Path cache) throws IOException {
    ObjectNode index = (ObjectNode) JSON.readTree(cache.resolve("index.json").toFile());
    String digest = index.path("manifests").get(0).path("digest").asText();
    return (ObjectNode) JSON.readTree(blob(cache, digest).toFile());
  }

  /** Puts another layer into a cache, with digests that fit, but for the diff id if so wanted. */
  private static void replaceLayer(Path cache, byte[] tar, boolean withDiffId) throws IOException {
    ObjectNode manifest = manifest(cache);
    ObjectNode config =
        (ObjectNode)
            JSON.readTree(blob(cache, manifest.path("config").path("digest").asText()).toFile());
    ObjectNode layer = (ObjectNode) manifest.path("layers").get(0);
    layer.put("mediaType", "application/vnd.oci.image.layer.v1.tar");
    describe(layer, cache, tar);
    if (withDiffId) {
      String diffId = layer.path("digest").asText();
      ((ObjectNode) config.path("rootfs")).putArray("diff_ids").add(diffId);
      ((ObjectNode) config.path("io.grampus.cache.v1").get(0)).put("layer", diffId);
    }
    describe((ObjectNode) manifest.path("config"), cache, JSON.writeValueAsBytes(config));
    ObjectNode index = (ObjectNode) JSON.readTree(cache.resolve("index.json").toFile());
    ObjectNode entry = (ObjectNode) index.path("manifests").get(0);
    describe(entry, cache, JSON.writeValueAsBytes(manifest));
    JSON.writeValue(cache.resolve("index.json").toFile(), index);
  }

  private static void describe(ObjectNode descriptor, Path cache, byte[] content)
      throws IOException {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
      String digest = "sha256:" + HexFormat.of().formatHex(hash);
      Files.write(blob(cache, digest), content);
      descriptor.put("digest", digest);
      descriptor.put("size", content.length);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
