package io.grampus.tests.failure;

import static io.grampus.tests.harness.Requirement.BUSYBOX;
import static io.grampus.tests.harness.Requirement.OVERLAY;
import static io.grampus.tests.harness.Requirement.SKOPEO;
import static io.grampus.tests.harness.Requirement.UMOCI;
import static io.grampus.tests.harness.Requirement.USERNS;
import static org.assertj.core.api.Assertions.assertThat;

import io.grampus.tests.harness.Grampus;
import io.grampus.tests.harness.ImageMaker;
import io.grampus.tests.harness.Outcome;
import io.grampus.tests.harness.Requires;
import io.grampus.tests.harness.TarMaker;
import io.grampus.tests.harness.WholeProgram;
import io.grampus.tests.harness.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Images and contexts that try to read or change what is outside. The folder {@code outside} has a
 * secret and a victim; whatever a build does, the one must not get into the image nor the other
 * change.
 */
@WholeProgram
@Requires({USERNS, OVERLAY, UMOCI, SKOPEO, BUSYBOX})
class HostileImageIT {
  private static final String SECRET = "the secret of the machine";

  /** A layer, given the way out of a root that is ever so deep, and the absolute path outside. */
  private enum Attack {
    DOT_DOT_NAME((up, out) -> tar().file(up + out + "/victim", "changed")),
    ABSOLUTE_NAME((up, out) -> tar().file(out + "/victim", "changed")),
    FILE_THROUGH_ABSOLUTE_LINK(
        (up, out) ->
            tar().symlink("way", out).file("way/victim", "changed").file("way/new", "new")),
    FILE_THROUGH_RELATIVE_LINK(
        (up, out) -> tar().symlink("way", up + out).file("way/victim", "changed")),
    FILE_THROUGH_TWO_LINKS(
        (up, out) ->
            tar().symlink("up", up).symlink("way", "up" + out).file("way/victim", "changed")),
    FILE_OVER_LINK((up, out) -> tar().symlink("f", out + "/victim").file("f", "changed")),
    DIRECTORY_OVER_LINK(
        (up, out) -> tar().symlink("d", out).directory("d").file("d/victim", "changed")),
    HARD_LINK_TO_ABSOLUTE((up, out) -> tar().hardLink("stolen", out + "/secret")),
    HARD_LINK_TO_DOT_DOT((up, out) -> tar().hardLink("stolen", up + out + "/secret")),
    HARD_LINK_THROUGH_LINK((up, out) -> tar().symlink("way", out).hardLink("stolen", "way/secret")),
    HARD_LINK_THEN_WRITTEN((up, out) -> tar().hardLink("w", out + "/victim").file("w", "changed")),
    WHITEOUT_OF_DOT_DOT_NAME((up, out) -> tar().file(up + out + "/.wh.victim", "")),
    WHITEOUT_THROUGH_LINK((up, out) -> tar().symlink("way", out).file("way/.wh.victim", "")),
    OPAQUE_THROUGH_LINK((up, out) -> tar().symlink("way", out).file("way/.wh..wh..opq", "")),
    WHITEOUT_OF_PARENT((up, out) -> tar().directory("d").file("d/.wh...", "")),
    RESOLV_CONF_IS_LINK(
        (up, out) -> tar().directory("etc").symlink("etc/resolv.conf", up + out + "/victim")),
    HOSTS_IS_ABSOLUTE_LINK(
        (up, out) -> tar().directory("etc").symlink("etc/hosts", out + "/victim")),
    ETC_IS_LINK((up, out) -> tar().symlink("etc", out)),
    PASSWD_IS_LINK((up, out) -> tar().directory("etc").symlink("etc/passwd", out + "/secret")),
    DEV_PROC_SYS_ARE_LINKS(
        (up, out) -> tar().symlink("dev", out).symlink("proc", up + out).symlink("sys", out)),
    DESTINATIONS_ARE_LINKS(
        (up, out) ->
            tar()
                .symlink("target", out)
                .symlink("work", up + out)
                .symlink("victim", out + "/victim")),
    SOURCE_IS_LINK((up, out) -> tar().symlink("stolen", out + "/secret"));

    private final transient BiFunction<String, String, TarMaker> layer;

    Attack(BiFunction<String, String, TarMaker> layer) {
      this.layer = layer;
    }

    private static TarMaker tar() {
      return new TarMaker();
    }
  }

  @ParameterizedTest
  @EnumSource
  void staysInside(Attack attack, Workspace workspace) throws IOException {
    Path outside = workspace.file("outside/secret", SECRET).getParent();
    workspace.file("outside/victim", "unchanged");
    String up = "../".repeat(30).substring(0, 89);
    byte[] layer = attack.layer.apply(up, outside.toString()).bytes();
    byte[] base = Files.readAllBytes(workspace.bases().busybox());
    Path image = new ImageMaker(workspace, "hostile").write(List.of(base, layer));
    Grampus grampus = workspace.grampus();

    load(grampus, image);
    workspace.dockerfile(
        "FROM hostile AS first",
        "RUN echo changed > /target/new; echo changed > /victim; echo changed > /etc/resolv.conf; true",
        "COPY Dockerfile /target/",
        "COPY Dockerfile /victim",
        "WORKDIR /work/made",
        "RUN cat /stolen /target/secret /etc/passwd; true",
        "FROM busybox",
        "COPY --from=first / /copy/",
        "COPY --from=first /stole[n] /stolen");
    Path folder = workspace.out("root");
    Outcome outcome = grampus.build("-o", folder.toString());
    Outcome single = stealing(workspace, grampus);

    assertThat(workspace.folder().resolve("outside")).isDirectory();
    assertThat(names(outside)).containsExactly("secret", "victim");
    assertThat(outside.resolve("secret")).hasContent(SECRET);
    assertThat(outside.resolve("victim")).hasContent("unchanged");
    assertThat(outcome.errors() + single.errors())
        .doesNotContain(SECRET)
        .doesNotContain("bug of Grampus");
    assertThat(filesWithTheSecret(folder)).isEmpty();
  }

  /** Loads it under a name, if it can be loaded at all; refusing it is as good as containing it. */
  private static void load(Grampus grampus, Path image) {
    Outcome loaded = grampus.run("load", "--quiet", "--input", image.toString());
    if (loaded.exitCode() == 0) {
      grampus.succeed("tag", loaded.answer(), "hostile");
    }
  }

  /** The one copy that an error in the build above could have prevented. */
  private static Outcome stealing(Workspace workspace, Grampus grampus) {
    workspace.dockerfile("FROM scratch", "COPY --from=hostile /stolen /");
    return grampus.build("-o", workspace.out("root/single").toString());
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  private static List<Path> filesWithTheSecret(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).filter(HostileImageIT::hasTheSecret).toList();
    }
  }

  /** Links that lead outside are no theft: nobody has followed them yet. */
  private static boolean hasTheSecret(Path file) {
    try {
      return !Files.isSymbolicLink(file)
          && Files.size(file) == SECRET.length()
          && Files.readString(file).equals(SECRET);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
