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
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Images and contexts that try to read or change what is outside. The folder {@code outside} has a
 * secret and a victim; whatever a build does, the one must not get into the image nor the other
 * change.
 */
@WholeProgram
@Requires({USERNS, OVERLAY, UMOCI, SKOPEO, BUSYBOX})
class HostileImageIT {
  private static final String SECRET = "the secret of the machine";

  /**
   * A layer that tries something.
   *
   * @param layer makes it, from the way out of a root that is ever so deep, and the path outside
   */
  private record Attack(String name, BiFunction<String, String, TarMaker> layer) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Attack> attacks() {
    return List.of(
        new Attack(
            "names that lead out",
            (up, out) ->
                new TarMaker()
                    .file(up + out + "/victim", "changed")
                    .file(out + "/victim", "changed")),
        new Attack(
            "files behind links that lead out",
            (up, out) ->
                new TarMaker()
                    .symlink("absolute", out)
                    .file("absolute/victim", "changed")
                    .file("absolute/new", "new")
                    .symlink("relative", up + out)
                    .file("relative/victim", "changed")
                    .symlink("up", up)
                    .symlink("indirect", "up" + out)
                    .file("indirect/victim", "changed")),
        new Attack(
            "files in place of links that lead out",
            (up, out) ->
                new TarMaker()
                    .symlink("file", out + "/victim")
                    .file("file", "changed")
                    .symlink("folder", out)
                    .directory("folder")
                    .file("folder/victim", "changed")),
        new Attack(
            "hard link to an absolute name",
            (up, out) -> new TarMaker().hardLink("stolen", out + "/secret")),
        new Attack(
            "hard link to a name that leads out",
            (up, out) -> new TarMaker().hardLink("stolen", up + out + "/secret")),
        new Attack(
            "hard link through a link",
            (up, out) -> new TarMaker().symlink("way", out).hardLink("stolen", "way/secret")),
        new Attack(
            "hard link that is written to",
            (up, out) -> new TarMaker().hardLink("w", out + "/victim").file("w", "changed")),
        new Attack(
            "whiteouts that lead out",
            (up, out) ->
                new TarMaker()
                    .file(up + out + "/.wh.victim", "")
                    .symlink("way", out)
                    .file("way/.wh.victim", "")
                    .file("way/.wh..wh..opq", "")),
        new Attack(
            "whiteout of a parent",
            (up, out) -> new TarMaker().directory("d").file("d/.wh...", "")),
        new Attack("whiteout of the root's parent", (up, out) -> new TarMaker().file(".wh...", "")),
        new Attack(
            "links where a sandbox mounts",
            (up, out) ->
                new TarMaker()
                    .symlink("dev", out)
                    .symlink("proc", up + out)
                    .symlink("sys", out)
                    .directory("etc")
                    .symlink("etc/resolv.conf", up + out + "/victim")
                    .symlink("etc/hosts", out + "/victim")),
        new Attack("links in place of etc", (up, out) -> new TarMaker().symlink("etc", out)),
        new Attack(
            "links where a Dockerfile reads and writes",
            (up, out) ->
                new TarMaker()
                    .directory("etc")
                    .symlink("etc/passwd", out + "/secret")
                    .symlink("target", out)
                    .symlink("work", up + out)
                    .symlink("victim", out + "/victim")
                    .symlink("stolen", out + "/secret")));
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void staysInside(Attack attack, Workspace workspace) throws IOException {
    Path outside = workspace.file("outside/secret", SECRET).getParent();
    workspace.file("outside/victim", "unchanged");
    String up = "../".repeat(30).replaceFirst("/$", "");
    byte[] layer = attack.layer().apply(up, outside.toString()).bytes();
    byte[] base = Files.readAllBytes(workspace.bases().busybox());
    Path image = new ImageMaker(workspace, "hostile").write(List.of(base, layer));
    Grampus grampus = workspace.grampus();

    String id = grampus.succeed("load", "--quiet", "--input", image.toString()).answer();
    grampus.succeed("tag", id, "hostile");
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
    assertThat(grampus.succeed("run", "busybox", "echo", "works").answer()).isEqualTo("works");
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
