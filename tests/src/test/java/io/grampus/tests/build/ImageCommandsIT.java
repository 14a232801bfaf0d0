package io.grampus.tests.build;

import static io.grampus.tests.harness.Requirement.BUSYBOX;
import static io.grampus.tests.harness.Requirement.OVERLAY;
import static io.grampus.tests.harness.Requirement.SKOPEO;
import static io.grampus.tests.harness.Requirement.UMOCI;
import static io.grampus.tests.harness.Requirement.USERNS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.grampus.tests.harness.Grampus;
import io.grampus.tests.harness.Outcome;
import io.grampus.tests.harness.Requires;
import io.grampus.tests.harness.WholeProgram;
import io.grampus.tests.harness.Workspace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What images tell about themselves: {@code history}, {@code diff} and {@code export}. */
@WholeProgram
@Requires({USERNS, OVERLAY, UMOCI, SKOPEO, BUSYBOX})
class ImageCommandsIT {
  private static Grampus twoImages(Workspace workspace) {
    workspace.dockerfile(
        "FROM busybox",
        "RUN mkdir /d && echo one > /d/content && echo same > /d/mode && echo same > /d/owner \\",
        "  && ln -s a /d/target && echo linked > /d/link1 && ln /d/link1 /d/link2 \\",
        "  && echo gone > /d/gone && echo type > /d/type && chown 5:6 /d/link1");
    Grampus grampus = workspace.grampus();
    grampus.build("-t", "one").mustSucceed();
    workspace.dockerfile(
        "FROM one",
        "RUN cd /d && echo other > content && chmod 4711 mode && chown 992:123 owner \\",
        "  && rm gone target type && ln -s b target && mkdir type && touch later \\",
        "  && touch -d 2001-02-03 link1 && printf '' > \"$(printf 'b\\351\\nd')\"",
        "CMD [\"x\"]");
    grampus.build("-t", "two").mustSucceed();
    return grampus;
  }

  @Test
  void diffTellsWhatEachPathDiffersIn(Workspace workspace) {
    Grampus grampus = twoImages(workspace);

    Outcome differing = grampus.run("diff", "one", "two");

    assertThat(differing.exitCode()).isEqualTo(1);
    assertThat(differing.errors()).isEmpty();
    assertThat(differing.output())
        .isEqualTo(
            """
            A /d/b\\xe9\\nd
            C /d/content: content 4B → 6B
            D /d/gone
            A /d/later
            C /d/link2: links
            C /d/mode: mode 0644 → 4711
            C /d/owner: owner 0:0 → 992:123
            C /d/target: target a → b
            C /d/type: type file → directory, mode 0644 → 0755
            """);
    assertThat(grampus.run("diff", "--times", "one", "two").output())
        .contains("C /d/link1: time ")
        .contains(" → 2001-02-03T");
    assertThat(grampus.run("diff", "two", "one").output())
        .contains("D /d/later\n")
        .contains("A /d/gone\n");
  }

  @Test
  void diffEndsLikeDiff(Workspace workspace) throws IOException {
    Grampus grampus = twoImages(workspace);

    assertThat(grampus.run("diff", "one", "one")).extracting(Outcome::exitCode).isEqualTo(0);
    Outcome quiet = grampus.run("diff", "--quiet", "one", "two");
    assertThat(quiet.exitCode()).isEqualTo(1);
    assertThat(quiet.output()).isEmpty();
    Outcome failed = grampus.run("diff", "one", "no-such-image");
    assertThat(failed.exitCode()).isEqualTo(2);
    assertThat(failed.errors()).contains("no image \"no-such-image\"");
    Outcome lost =
        workspace
            .command("sh", "-c", "\"$0\" diff one two >/dev/full", grampus.launcher().toString())
            .with(Map.of("GRAMPUS_ROOT", grampus.store().toString()))
            .run();
    assertThat(lost.exitCode()).isEqualTo(2);
    assertThat(lost.errors()).contains("ERROR: cannot write to standard output: No space left");
    JsonNode json =
        new ObjectMapper().readTree(grampus.run("diff", "--format", "json", "one", "two").output());
    assertThat(json.findValuesAsText("path")).contains("/d/mode");
    assertThat(json.get(5).path("aspects").toString()).isEqualTo("[\"mode\"]");
  }

  @Test
  void historyTellsTheStepsTheLastOneFirst(Workspace workspace) throws IOException {
    Grampus grampus = twoImages(workspace);

    JsonNode json =
        new ObjectMapper().readTree(grampus.succeed("history", "--format", "json", "two").output());

    assertThat(json).hasSize(4);
    assertThat(json.get(0).path("createdBy").asText()).isEqualTo("CMD [\"x\"]");
    assertThat(json.get(0).path("emptyLayer").asBoolean()).isTrue();
    assertThat(json.get(1).path("createdBy").asText()).startsWith("RUN /bin/sh -c cd /d &&");
    assertThat(json.get(1).path("size").asLong()).isPositive();
    String table = grampus.succeed("history", "two").output();
    assertThat(table.lines()).hasSize(5);
    assertThat(table).contains("CREATED BY").contains("…");
    assertThat(grampus.succeed("history", "--no-trunc", "two").output())
        .doesNotContain("…")
        .contains(json.get(1).path("layer").asText());
  }

  @Test
  void exportKeepsOwnersModesAndLinks(Workspace workspace) throws IOException {
    Grampus grampus = twoImages(workspace);
    Path file = workspace.out("two.tar");

    grampus.succeed("export", "-o", file.toString(), "two");

    String list =
        workspace
            .command("tar", "--numeric-owner", "-tvf", file.toString())
            .succeed()
            .output()
            .replaceAll(" +", " ");
    assertThat(list)
        .contains("-rws--x--x 0/0 5 ")
        .contains("-rw-r--r-- 992/123 5 ")
        .contains("d/target -> b")
        .doesNotContain("d/gone");
    Path linked = workspace.out("one.tar");
    grampus.succeed("export", "-o", linked.toString(), "one");
    assertThat(workspace.command("tar", "-tvf", linked.toString()).succeed().output())
        .contains("d/link2 link to d/link1");
    Path piped = workspace.out("piped.tar");
    String command = grampus.launcher() + " export two > " + piped;
    workspace
        .command("sh", "-c", command)
        .with(Map.of("GRAMPUS_ROOT", grampus.store().toString()))
        .succeed();
    assertThat(piped).hasSameBinaryContentAs(file);
    assertThat(file.getParent()).isDirectoryNotContaining("glob:**.partial*");
  }

  @Test
  void exportSaysWhereItCannotWrite(Workspace workspace) {
    Outcome failed = workspace.grampus().run("export", "-o", "/proc/no.tar", "busybox");

    assertThat(failed.exitCode()).isEqualTo(1);
    assertThat(failed.errors())
        .contains("ERROR: cannot write /proc/no.tar: No such file or directory\n");
  }
}
