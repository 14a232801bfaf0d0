package io.grampus.tests.build;

import static io.grampus.tests.harness.Requirement.BUSYBOX;
import static io.grampus.tests.harness.Requirement.GIT;
import static io.grampus.tests.harness.Requirement.OVERLAY;
import static io.grampus.tests.harness.Requirement.SKOPEO;
import static io.grampus.tests.harness.Requirement.UMOCI;
import static io.grampus.tests.harness.Requirement.USERNS;
import static org.assertj.core.api.Assertions.assertThat;

import io.grampus.tests.harness.Eventually;
import io.grampus.tests.harness.GitServer;
import io.grampus.tests.harness.Grampus;
import io.grampus.tests.harness.Outcome;
import io.grampus.tests.harness.Requires;
import io.grampus.tests.harness.RunningCommand;
import io.grampus.tests.harness.TarMaker;
import io.grampus.tests.harness.WebServer;
import io.grampus.tests.harness.WholeProgram;
import io.grampus.tests.harness.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contexts that are no folder, and contexts with names. */
@WholeProgram
@Requires({USERNS, OVERLAY, UMOCI, SKOPEO, BUSYBOX})
class ContextIT {
  private static final String[] DOCKERFILE = {"FROM busybox", "COPY . /all/", "RUN cat /all/sub/f"};

  @ParameterizedTest
  @ValueSource(strings = {"", "-z", "-j", "-J", "--zstd"})
  void anArchiveOnStandardInputIsTheContext(String compression, Workspace workspace) {
    Path archive = archive(workspace, compression);
    Outcome outcome = fromInput(workspace, archive, "-").mustSucceed();
    assertThat(outcome.errors()).contains("in the archive");
    assertThat(leftovers(workspace)).isEmpty();
  }

  private static Path archive(Workspace workspace, String... options) {
    workspace.dockerfile(DOCKERFILE);
    workspace.file("context/sub/f", "in the archive\n");
    workspace.file("context/other/Named", "FROM busybox\nCOPY sub/f /f\nRUN echo other; cat /f\n");
    Path archive = workspace.out("context.tar");
    String option = String.join(" ", options);
    workspace
        .command("sh", "-c", "tar " + option + " -cf " + archive + " .")
        .in(workspace.context())
        .succeed();
    return archive;
  }

  private static Outcome fromInput(Workspace workspace, Path input, String... arguments) {
    String[] all =
        Stream.concat(Stream.of("build", "--progress=plain"), Stream.of(arguments))
            .toArray(String[]::new);
    return workspace.grampus().command(all).reading(input).run();
  }

  private static String leftovers(Workspace workspace) {
    return workspace
        .command("find", workspace.folder() + "/store/tmp", "-mindepth", "1")
        .succeed()
        .output();
  }

  @Test
  void aDockerfileMayBeNamedInsideTheArchive(Workspace workspace) {
    Path archive = archive(workspace);
    assertThat(fromInput(workspace, archive, "-f", "other/Named", "-").mustSucceed().errors())
        .contains("other\n")
        .contains("in the archive");
    Outcome missing = fromInput(workspace, archive, "-f", "no/such", "-");
    assertThat(missing.exitCode()).isEqualTo(1);
    assertThat(missing.errors()).contains("there is no Dockerfile at no/such in the context");
  }

  @Test
  void aDockerfileMayHaveItsNameInLowerCase(Workspace workspace) {
    workspace.file("context/dockerfile", "FROM busybox\nRUN echo lower case\n");
    Path archive = workspace.out("context.tar");
    workspace.command("tar", "-cf", archive.toString(), ".").in(workspace.context()).succeed();

    assertThat(workspace.grampus().build().mustSucceed().errors()).contains("lower case\n");
    assertThat(fromInput(workspace, archive, "--no-cache", "-").mustSucceed().errors())
        .contains("lower case\n");
  }

  @Test
  void aDockerfileOnStandardInputNeedsNoContext(Workspace workspace) {
    Path dockerfile = workspace.file("text", "FROM busybox\nRUN echo built from nothing\n");
    assertThat(fromInput(workspace, dockerfile, "-").mustSucceed().errors())
        .contains("built from nothing");
    workspace.file("context/f", "of the folder\n");
    Path other = workspace.file("other", "FROM busybox\nCOPY f /\nRUN cat /f\n");
    assertThat(
            fromInput(workspace, other, "-f", "-", workspace.context().toString())
                .mustSucceed()
                .errors())
        .contains("of the folder");
    Outcome ambiguous = fromInput(workspace, dockerfile, "-f", "Other", "-");
    assertThat(ambiguous.errors()).contains("another one is named besides", "hint:");
    Outcome empty = fromInput(workspace, Path.of("/dev/null"), "-");
    assertThat(empty.errors()).contains("standard input is empty", "hint:");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../escape", "/../../escape", "link/escape", "up/../../escape"})
  void aHostileArchiveStaysInside(String name, Workspace workspace) throws IOException {
    byte[] tar =
        new TarMaker()
            .file("Dockerfile", "FROM busybox\nRUN echo built\n")
            .symlink("link", workspace.folder().toString())
            .file(name, "escaped")
            .bytes();
    Path archive = workspace.file("hostile.tar", tar);
    Outcome outcome = fromInput(workspace, archive, "-");
    assertThat(outcome.errors()).doesNotContain("\tat ");
    if (outcome.exitCode() != 0) {
      assertThat(outcome.errors()).contains("standard input cannot be read", "hint:");
    }
    assertThat(workspace.folder().resolve("escape")).doesNotExist();
    assertThat(leftovers(workspace)).isEmpty();
  }

  @Test
  void aDockerfileThatIsALinkShowsNoFileOfTheMachine(Workspace workspace) throws IOException {
    Path secret = workspace.file("secret", "MY SECRET\n");
    byte[] tar = new TarMaker().symlink("Dockerfile", secret.toString()).bytes();
    Outcome outcome = fromInput(workspace, workspace.file("link.tar", tar), "-");
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.errors()).doesNotContain("SECRET").contains("there is no Dockerfile");
  }

  @Test
  void aKilledBuildsContextIsRemovedByTheNext(Workspace workspace) {
    workspace.dockerfile("FROM busybox", "COPY . /all/", "RUN echo ready; sleep 1000");
    Path archive = workspace.out("context.tar");
    workspace
        .command("tar", "-C", workspace.context().toString(), "-cf", archive.toString(), ".")
        .succeed();
    RunningCommand build =
        workspace.grampus().command("build", "--progress=plain", "-").reading(archive).start();
    Eventually.holds(
        Duration.ofSeconds(60), "the command runs", () -> build.errors().contains("ready"));
    assertThat(leftovers(workspace)).contains("Dockerfile");
    build.kill();
    workspace.dockerfile("FROM busybox", "RUN true");
    workspace.grampus().build().mustSucceed();
    workspace.grampus().succeed("prune");
    assertThat(leftovers(workspace)).isEmpty();
  }

  @Test
  void aUrlIsAnArchiveOrADockerfile(Workspace workspace) throws IOException {
    Path archive = archive(workspace, "-z");
    WebServer web = WebServer.start(workspace);
    web.gives("/context.tgz", Files.readAllBytes(archive), Map.of());
    web.gives("/Some.Dockerfile", "FROM busybox\nCOPY context /c\nRUN head -n1 /c\n");
    Grampus grampus = workspace.grampus();
    assertThat(grampus.run("build", web.url("/context.tgz")).mustSucceed().errors())
        .contains("in the archive");
    assertThat(grampus.run("build", web.url("/Some.Dockerfile")).mustSucceed().errors())
        .contains("FROM busybox");
    Outcome missing = grampus.run("build", web.url("/no"));
    assertThat(missing.exitCode()).isEqualTo(1);
    assertThat(missing.errors()).contains("invalid response status 404", "hint:");
    assertThat(leftovers(workspace)).isEmpty();
  }

  @Test
  @Requires(GIT)
  void aRepositoryIsAContext(Workspace workspace) {
    GitServer git = GitServer.start(workspace);
    Grampus grampus = workspace.grampus();
    grampus.run("build", "-t", "head", git.url()).mustSucceed();
    assertThat(grampus.succeed("run", "head", "cat", "/all/readme").output()).isEqualTo("two\n");
    grampus.run("build", "-t", "tag", git.url() + "#v1").mustSucceed();
    assertThat(grampus.succeed("run", "tag", "cat", "/all/readme").output()).isEqualTo("one\n");
    Path other = workspace.file("Other", "FROM busybox\nCOPY run /run-it\n");
    grampus
        .run("build", "-f", other.toString(), "-t", "sub", git.url() + "#main:sub")
        .mustSucceed();
    assertThat(grampus.succeed("run", "sub", "stat", "-c", "%a", "/run-it").output())
        .isEqualTo("755\n");
    assertThat(leftovers(workspace)).isEmpty();
  }

  @Test
  @Requires(GIT)
  void buildArgumentsThatBuildKitKnowsAreObeyed(Workspace workspace) {
    GitServer git = GitServer.start(workspace);
    Path file =
        workspace.file(
            "Asks", "FROM busybox\nCOPY . /all/\nRUN test -d /all/.git && echo on $(hostname)\n");

    Outcome outcome =
        workspace
            .grampus()
            .run(
                "build",
                "--progress=plain",
                "--build-arg=BUILDKIT_CONTEXT_KEEP_GIT_DIR=true",
                "--build-arg=BUILDKIT_SANDBOX_HOSTNAME=other",
                "--file=" + file,
                git.url())
            .mustSucceed();

    assertThat(outcome.errors()).contains("on other\n");
  }

  @Test
  void namedContextsGoBeforeStagesAndImages(Workspace workspace) {
    workspace.file("one/f", "from one\n");
    workspace.file("one/left-out", "");
    workspace.file("one/.dockerignore", "left-out\n");
    workspace.file("root/bin/tool", "#!/bin/sh\n");
    workspace.dockerfile(
        "FROM not.there/image AS replaced",
        "RUN this is never executed",
        "FROM busybox AS plain",
        "COPY --from=one . /one/",
        "COPY --from=replaced /etc/passwd /replaced",
        "COPY --from=docker.io/library/folder:latest bin /tools/",
        "FROM folder AS fromfolder",
        "FROM renamed",
        "COPY --from=plain / /copied/",
        "COPY --from=fromfolder / /folder/",
        "RUN cat /copied/one/f && test ! -e /copied/one/left-out && test -e /copied/replaced"
            + " && stat -c '<%n %u:%g>' /copied/tools/tool /folder/bin/tool");
    Outcome outcome =
        workspace
            .grampus()
            .build(
                "--build-context=one=" + workspace.folder() + "/one",
                "--build-context=replaced=docker-image://busybox",
                "--build-context=folder=" + workspace.folder() + "/root",
                "--build-context=renamed=docker-image://busybox:latest")
            .mustSucceed();
    assertThat(outcome.errors())
        .contains("from one")
        .contains("</copied/tools/tool 0:0>")
        .contains("</folder/bin/tool 0:0>");
  }

  @Test
  @Requires(GIT)
  void namedContextsCanLieElsewhere(Workspace workspace) {
    GitServer git = GitServer.start(workspace);
    WebServer web = WebServer.start(workspace).gives("/file", "of the web\n");
    workspace.dockerfile(
        "FROM busybox",
        "COPY --from=git readme /git",
        "COPY --from=web context /web",
        "RUN cat /git /web");
    assertThat(
            workspace
                .grampus()
                .build(
                    "--build-context=git=" + git.url() + "#v1",
                    "--build-context=web=" + web.url("/file"))
                .mustSucceed()
                .errors())
        .contains("one")
        .contains("of the web");
    assertThat(leftovers(workspace)).isEmpty();
  }

  @Test
  void anImageOfAnOciLayoutIsANamedContext(Workspace workspace) throws IOException {
    Grampus grampus = workspace.grampus();
    workspace.dockerfile("FROM busybox", "RUN echo inside > /layout", "ENV FROM_LAYOUT=yes");
    Path layout = workspace.out("layout");
    grampus
        .build("-o", "type=oci,tar=false,dest=" + layout, "-t", "example.org/it:1")
        .mustSucceed();
    String index = Files.readString(layout.resolve("index.json"));
    String digest = index.replaceAll("(?s).*?(sha256:[0-9a-f]{64}).*", "$1");
    workspace.dockerfile(
        "FROM base",
        "COPY --from=other /layout /copied",
        "RUN echo \"<$FROM_LAYOUT>\"; cat /copied");
    for (String selector : new String[] {"", "@" + digest}) {
      assertThat(
              grampus
                  .build(
                      "--no-cache",
                      "--build-context=base=oci-layout://" + layout + selector,
                      "--build-context=other=oci-layout://" + layout)
                  .mustSucceed()
                  .errors())
          .contains("<yes>")
          .contains("inside");
    }
    Outcome missing = grampus.build("--build-context=base=oci-layout://" + layout + ":nothing");
    assertThat(missing.exitCode()).isEqualTo(1);
    assertThat(missing.errors()).contains("it has no image nothing", "hint:");
  }
}
