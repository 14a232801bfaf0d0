package io.grampus.tests.build;

import static io.grampus.tests.harness.Requirement.BUSYBOX;
import static io.grampus.tests.harness.Requirement.OVERLAY;
import static io.grampus.tests.harness.Requirement.SKOPEO;
import static io.grampus.tests.harness.Requirement.UMOCI;
import static io.grampus.tests.harness.Requirement.USERNS;
import static org.assertj.core.api.Assertions.assertThat;

import io.grampus.tests.harness.Grampus;
import io.grampus.tests.harness.ImageFile;
import io.grampus.tests.harness.Outcome;
import io.grampus.tests.harness.Requires;
import io.grampus.tests.harness.WholeProgram;
import io.grampus.tests.harness.Workspace;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The command line of orca-build, used as its walk-through uses it. */
@WholeProgram
@Requires({USERNS, OVERLAY, UMOCI, SKOPEO, BUSYBOX})
class OrcaBuildIT {
  private static final String[] DOCKERFILE = {
    "FROM busybox",
    "ARG WORD=nothing",
    "RUN echo \"two  blanks, $WORD\" > /said",
    "COPY one two /data/",
    "CMD [\"cat\", \"/said\"]"
  };

  private static Workspace prepared(Workspace workspace) {
    workspace.file("context/one", "1\n");
    workspace.file("context/two", "2\n");
    return workspace.dockerfile(DOCKERFILE);
  }

  private static String[] arguments(Workspace workspace, Path layout, String... more) {
    String[] all = new String[more.length + 7];
    System.arraycopy(more, 0, all, 1, more.length);
    all[0] = "orca-build";
    String[] rest = {
      "--rootless", "-t", "final", "--output", layout.toString(), workspace.context().toString()
    };
    System.arraycopy(rest, 0, all, more.length + 1, rest.length);
    return all;
  }

  @Test
  void theWalkThroughWorksAsWritten(Workspace workspace) {
    Path layout = workspace.out("layout");
    Path archive = workspace.out("image.tar");
    Grampus grampus = prepared(workspace).grampus();

    Outcome built = grampus.succeed(arguments(workspace, layout, "--build-arg", "WORD=something"));

    assertThat(built.errors().lines())
        .filteredOn(line -> line.startsWith("orca-build"))
        .containsExactly(
            "orca-build[INFO] Using existing image for build: " + layout,
            "orca-build[INFO] BUILD[1 of 5]: from ['busybox'] [json=False]",
            "orca-build[INFO] BUILD[2 of 5]: arg ['WORD=nothing'] [json=False]",
            "orca-build[INFO] BUILD[3 of 5]: run ['echo', 'two  blanks, $WORD', '>', '/said']"
                + " [json=False]",
            "orca-build[INFO] BUILD[4 of 5]: copy ['one', 'two', '/data/'] [json=False]",
            "orca-build[INFO] BUILD[5 of 5]: cmd ['cat', '/said'] [json=True]",
            "orca-build[INFO] BUILD: finished",
            "orca-build[INFO] BUILD: created tags ['final']");
    assertThat(built.output()).containsPattern("  ---> \\[umoci]\n(.*\n)*?  <--- \\[umoci]\n");
    assertThat(tags(workspace, layout))
        .contains("final")
        .containsPattern("[0-9a-f]{64}-src")
        .containsPattern("[0-9a-f]{64}-dest");
    assertThat(grampus.succeed("images", "-q").output().lines())
        .as("the base and the result, but no step")
        .hasSize(2);

    workspace
        .command(
            "skopeo",
            "copy",
            "--format",
            "v2s2",
            "oci:" + layout + ":final",
            "docker-archive:" + archive + ":web:1.0")
        .succeed();
    grampus.succeed("load", "-i", archive.toString());
    assertThat(grampus.succeed("run", "web:1.0").output()).isEqualTo("two  blanks, something\n");
  }

  @Test
  void keepsWhatEachInstructionResultedIn(Workspace workspace) {
    Path layout = workspace.out("layout");
    prepared(workspace).grampus().succeed(arguments(workspace, layout));

    List<ImageFile> results =
        tags(workspace, layout)
            .lines()
            .filter(tag -> tag.endsWith("-dest"))
            .map(tag -> ImageFile.ofLayout(layout, tag))
            .sorted(Comparator.comparing(image -> image.config().path("history").size()))
            .toList();

    assertThat(results).hasSize(DOCKERFILE.length);
    ImageFile run = results.get(2);
    assertThat(run.config().path("history").toString()).contains("RUN ").doesNotContain("COPY ");
    assertThat(run.tree().has("/said")).isTrue();
    assertThat(run.tree().has("/data/one")).isFalse();
    assertThat(results.get(3).tree().has("/data/one")).isTrue();
    assertThat(results.get(3).container().path("Cmd").toString()).doesNotContain("/said");
    assertThat(results.get(4).container().path("Cmd").toString()).contains("/said");
  }

  @Test
  void cleansUpWhatItWasToldTo(Workspace workspace) {
    Path layout = workspace.out("layout");
    prepared(workspace).grampus().succeed(arguments(workspace, layout, "--clean", "--gc"));

    assertThat(tags(workspace, layout)).isEqualTo("final");
    assertThat(ImageFile.ofLayout(layout).tree().summary("/data/two")).contains("0:0");
  }

  @Test
  void readsAnOrcafile(Workspace workspace) {
    workspace.file("context/Orcafile", "FROM busybox\nRUN exit 7\n");
    Outcome failed = workspace.grampus().run(arguments(workspace, workspace.out("layout")));

    assertThat(failed.exitCode()).isEqualTo(1);
    assertThat(failed.errors())
        .contains("BUILD[2 of 2]: run ['exit', '7'] [json=False]")
        .contains("orca-build[CRITICAL] Error executing subprocess: ");
  }

  @Test
  void endsAsOrcaBuildDoes(Workspace workspace) {
    Grampus grampus = workspace.grampus();
    assertThat(grampus.run("orca-build", "--nonsense", ".").exitCode()).isEqualTo(2);
    assertThat(grampus.run("orca-build", "--build-arg", "NAME", ".").exitCode()).isEqualTo(2);
    Outcome nowhere = grampus.run("orca-build", "/does/not/exist");
    assertThat(nowhere.exitCode()).isEqualTo(1);
    assertThat(nowhere.errors())
        .isEqualTo("orca-build[CRITICAL] Context /does/not/exist doesn't exist.\n");
    workspace.dockerfile("FROM busybox", "NONSENSE");
    Outcome wrong = grampus.run("orca-build", workspace.context().toString());
    assertThat(wrong.exitCode()).isEqualTo(1);
    assertThat(wrong.errors()).contains("orca-build[CRITICAL] Dockerfile format error: ");
  }

  @Test
  void isStartedByALinkOfItsName(Workspace workspace) {
    Path link = workspace.directory("bin").resolve("orca-build");
    workspace
        .command("ln", "-s", workspace.grampus().launcher().toString(), link.toString())
        .succeed();

    assertThat(workspace.command(link.toString(), "--help").succeed().output())
        .contains("Usage: grampus orca-build");
    assertThat(workspace.command(link.toString(), "--version").succeed().output())
        .contains("grampus ");
  }

  private static String tags(Workspace workspace, Path layout) {
    return workspace.command("umoci", "ls", "--layout", layout.toString()).succeed().answer();
  }
}
