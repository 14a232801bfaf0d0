package io.grampus.tests.build;

import static io.grampus.tests.harness.Requirement.BUSYBOX;
import static io.grampus.tests.harness.Requirement.OVERLAY;
import static io.grampus.tests.harness.Requirement.SKOPEO;
import static io.grampus.tests.harness.Requirement.UMOCI;
import static io.grampus.tests.harness.Requirement.USERNS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.grampus.tests.harness.BuiltImage;
import io.grampus.tests.harness.Grampus;
import io.grampus.tests.harness.LayerTree;
import io.grampus.tests.harness.Outcome;
import io.grampus.tests.harness.Requires;
import io.grampus.tests.harness.WholeProgram;
import io.grampus.tests.harness.Workspace;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** COPY with all of its flags, and files of every kind. */
@WholeProgram
@Requires({USERNS, OVERLAY, UMOCI, SKOPEO, BUSYBOX})
class CopyIT {
  @Test
  void parentsAndModesAreAsAskedFor(Workspace workspace) throws IOException {
    workspace.file("context/a/b/one.txt", "1");
    workspace.file("context/a/b/two.md", "2");
    workspace.file("context/a/run", "#!");
    workspace.command("chmod", "-R", "u=rwX,go=", workspace.context() + "/a").succeed();
    workspace.command("chmod", "700", workspace.context() + "/a/run").succeed();
    workspace.dockerfile(
        "FROM busybox",
        "ARG WHO=go",
        "COPY --parents a/b/one.txt /p/",
        "COPY --parents --exclude=**/*.md --exclude=run ./a/./**/* /q/",
        "COPY --chmod=u=rwX,${WHO}=rX a /m/");
    LayerTree tree = workspace.grampus().image().tree();
    assertThat(tree.summary("/p/a/b/one.txt")).isEqualTo("-rw------- 0:0");
    assertThat(tree.summary("/p/a/b")).isEqualTo("drwx------ 0:0");
    assertThat(tree.has("/q/b/one.txt")).isTrue();
    assertThat(tree.has("/q/b/two.md") || tree.has("/q/run") || tree.has("/q/a")).isFalse();
    assertThat(tree.summary("/m/b/two.md")).isEqualTo("-rw-r--r-- 0:0");
    assertThat(tree.summary("/m/b")).isEqualTo("drwxr-xr-x 0:0");
    assertThat(tree.summary("/m/run")).isEqualTo("-rwxr-xr-x 0:0");
  }

  /** The examples of Dockerfile's reference. */
  @Test
  void parentsAndExclusionsAreAsTheReferenceHasThem(Workspace workspace) throws IOException {
    for (String file : List.of("x/a.txt", "y/a.txt", "x/y/a.txt", "x/y/b.txt", "x/y/c.md")) {
      workspace.file("context/" + file, file);
    }
    for (String file : List.of("home.txt", "home.md", "homx", "other")) {
      workspace.file("context/" + file, file);
    }
    workspace.dockerfile(
        "FROM scratch",
        "COPY ./x/a.txt ./y/a.txt /no_parents/",
        "COPY --parents ./x/a.txt ./y/a.txt /parents/",
        "COPY --parents ./x/./y/*.txt ./pivot/",
        "COPY --parents **/*.txt /everywhere/",
        "COPY --parents x/./ . /all",
        "COPY --exclude=*.txt --exclude=*.md hom* /mydir/");
    LayerTree tree = workspace.grampus().image().tree();
    List<String> files =
        List.of(
            "/all/a.txt",
            "/all/home.md",
            "/all/x/y/c.md",
            "/all/y/b.txt",
            "/everywhere/home.txt",
            "/everywhere/x/a.txt",
            "/everywhere/x/y/b.txt",
            "/everywhere/y/a.txt",
            "/mydir/homx",
            "/no_parents/a.txt",
            "/parents/x/a.txt",
            "/parents/y/a.txt",
            "/pivot/y/a.txt",
            "/pivot/y/b.txt");
    assertThat(files).allMatch(tree::has);
    assertThat(tree.at("/no_parents/a.txt").text()).isEqualTo("y/a.txt");
    assertThat(List.of("/pivot/x", "/pivot/y/c.md", "/everywhere/x/y/c.md", "/mydir/home.txt"))
        .noneMatch(tree::has);
  }

  @Test
  void aLinkedLayerIsTheSameOnEveryBase(Workspace workspace) throws IOException {
    workspace.file("context/d/file", "content");
    Grampus grampus = workspace.grampus();
    String copy = "COPY --link --chown=42:43 d /usr/made/";
    workspace.dockerfile("FROM busybox", copy);
    BuiltImage first = grampus.image();
    workspace.dockerfile(
        "FROM busybox", "RUN mkdir -p /usr/made && echo x > /usr/made/other", copy);
    assertThat(grampus.build().mustSucceed().errors()).contains("CACHED");
    BuiltImage second = grampus.image();
    assertThat(lastDiffId(second)).isEqualTo(lastDiffId(first));
    assertThat(second.tree().summary("/usr/made")).isEqualTo("drwxr-xr-x 42:43");
    assertThat(second.tree().has("/usr/made/other")).isTrue();
    workspace.dockerfile(
        "FROM busybox", copy, "RUN cat /usr/made/file && stat -c '<%u:%g>' /usr/made");
    assertThat(grampus.build().mustSucceed().errors()).contains("content").contains("<42:43>");
  }

  private static String lastDiffId(BuiltImage image) throws IOException {
    JsonNode ids = image.file().config().path("rootfs").path("diff_ids");
    return ids.get(ids.size() - 1).asText();
  }

  @Test
  void filesOfEveryKindAreCopied(Workspace workspace) throws IOException {
    workspace.dockerfile(
        "FROM busybox",
        "COPY k /k/",
        "RUN ls -l /k && stat -c '<%n %a %h>' /k/setuid /k/none && stat -c '<%n %s %b>' /k/sparse");
    workspace
        .command(
            "sh",
            "-ec",
            """
            mkdir k && cd k && echo x > setuid && chmod 4711 setuid && echo y > none && chmod 0 none
            mkfifo fifo && ln none hard 2>/dev/null || ln setuid hard; ln -s /nowhere dangling
            truncate -s 8M sparse && printf end >> sparse
            touch "$(printf 'latin-\\351')" && mkdir closed && touch closed/in && chmod 0 closed
            """)
        .in(workspace.context())
        .succeed();
    Grampus grampus = workspace.grampus();
    Outcome outcome = grampus.build().mustSucceed();
    assertThat(outcome.errors()).contains("</k/setuid 4711").contains("</k/none 0 ");
    LayerTree tree = grampus.image().tree();
    assertThat(tree.summary("/k/fifo")).startsWith("p");
    assertThat(tree.summary("/k/dangling")).isEqualTo("lrwxrwxrwx 0:0 -> /nowhere");
    assertThat(tree.summary("/k/closed")).isEqualTo("d--------- 0:0");
    assertThat(tree.has("/k/closed/in") && tree.has("/k/latin-\u00e9")).isTrue();
    workspace.command("chmod", "-R", "u+rwX", workspace.context() + "/k").succeed();
  }

  @Test
  void aSocketOfTheContextBecomesAnEmptyFile(Workspace workspace) throws IOException {
    Path socket = workspace.context().resolve("socket");
    try (ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.bind(UnixDomainSocketAddress.of(socket));
    }
    Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-r-----"));
    workspace.dockerfile("FROM scratch", "COPY . /all/", "COPY --chmod=600 socket /one");

    LayerTree tree = workspace.grampus().image().tree();

    assertThat(tree.summary("/all/socket")).isEqualTo("-rw-r----- 0:0");
    assertThat(tree.summary("/one")).isEqualTo("-rw------- 0:0");
    assertThat(tree.at("/one").size()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "COPY --chmod=8 f /x              | --chmod=8 is no octal mode",
        "COPY --chmod=u+q f /x            | --chmod=u+q is neither an octal nor a symbolic mode",
        "COPY --link --chown=root f /x    | COPY --link does not look at the image",
        "COPY --parents no/such /x        | \"/no/such\" not found in the build context",
        "COPY f /etc                      | ",
        "COPY d /etc/passwd               | cannot copy a directory to /etc/passwd",
        "COPY f f d /etc/passwd           | which is no directory",
        "COPY clash /                     | cannot replace the directory /etc with a file",
      })
  void saysWhatIsWrong(String instruction, String problem, Workspace workspace) {
    workspace.file("context/f", "");
    workspace.file("context/d/e", "");
    workspace.file("context/clash/etc", "");
    workspace.dockerfile("FROM busybox", instruction);
    Outcome outcome = workspace.grampus().build();
    if (problem == null) {
      outcome.mustSucceed();
    } else {
      assertThat(outcome.exitCode()).as(outcome.toString()).isEqualTo(1);
      assertThat(outcome.errors()).contains("Dockerfile:2", problem, "hint:");
    }
  }
}
