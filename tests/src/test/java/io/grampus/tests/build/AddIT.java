package io.grampus.tests.build;

import static io.grampus.tests.harness.Requirement.BUSYBOX;
import static io.grampus.tests.harness.Requirement.GIT;
import static io.grampus.tests.harness.Requirement.OVERLAY;
import static io.grampus.tests.harness.Requirement.SKOPEO;
import static io.grampus.tests.harness.Requirement.UMOCI;
import static io.grampus.tests.harness.Requirement.USERNS;
import static org.assertj.core.api.Assertions.assertThat;

import io.grampus.tests.harness.GitServer;
import io.grampus.tests.harness.Grampus;
import io.grampus.tests.harness.LayerTree;
import io.grampus.tests.harness.Outcome;
import io.grampus.tests.harness.Registry;
import io.grampus.tests.harness.Requires;
import io.grampus.tests.harness.WebServer;
import io.grampus.tests.harness.WholeProgram;
import io.grampus.tests.harness.Workspace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** ADD of what lies elsewhere: files by http, commits by git. */
@WholeProgram
@Requires({USERNS, OVERLAY, UMOCI, SKOPEO, BUSYBOX})
class AddIT {
  private static final Map<String, String> DATED =
      Map.of("Last-Modified", "Thu, 02 Jan 2020 03:04:05 GMT", "ETag", "\"tag-1\"");

  @Test
  void fetchedFilesHaveTheirServersTimeAndBelongToRootAlone(Workspace workspace) {
    WebServer web = WebServer.start(workspace);
    web.gives("/dir/file.txt", bytes("fetched\n"), DATED).gives("/plain", "plain");
    web.gives("/", "root").redirects("/moved/here.txt", "/dir/file.txt");
    workspace.dockerfile(
        "FROM busybox",
        "ADD " + web.url("/dir/file.txt") + " /in/",
        "ADD " + web.url("/dir/file.txt?query=1#part") + " /in/named",
        "ADD --chmod=644 --chown=7:8 " + web.url("/plain") + " /in/",
        "ADD " + web.url("/moved/here.txt") + " " + web.url("/") + " /many/",
        "RUN stat -c '<%n %a %u:%g %Y>' /in/* /many/*");
    assertThat(workspace.grampus().build().mustSucceed().errors())
        .contains("</in/file.txt 600 0:0 1577934245>")
        .contains("</in/named 600 0:0 1577934245>")
        .contains("</in/plain 644 7:8 0>")
        .contains("</many/here.txt 600 0:0 1577934245>")
        .contains("</many/__unnamed__ 600 0:0 0>");
  }

  @Test
  void aFileThatHasNotChangedIsNotFetchedAgain(Workspace workspace) {
    WebServer web = WebServer.start(workspace).gives("/f", bytes("1"), DATED);
    workspace.dockerfile("FROM busybox", "ADD " + web.url("/f") + " /");
    Grampus grampus = workspace.grampus();
    grampus.build().mustSucceed();
    assertThat(grampus.build().mustSucceed().errors()).contains("CACHED");
    assertThat(web.requests()).containsExactly("GET /f 200", "GET /f 304");
    web.gives("/f", bytes("2"), Map.of("ETag", "\"tag-2\""));
    assertThat(grampus.build().mustSucceed().errors()).doesNotContain("CACHED");
  }

  @Test
  void aChecksumIsVerifiedAndSparesTheQuestion(Workspace workspace) throws Exception {
    WebServer web = WebServer.start(workspace).gives("/f", "content");
    String good = "sha256:" + sha256("content");
    workspace.dockerfile("FROM busybox", "ADD --checksum=" + good + " " + web.url("/f") + " /");
    Grampus grampus = workspace.grampus();
    grampus.build().mustSucceed();
    web.requests().clear();
    assertThat(grampus.build().mustSucceed().errors()).contains("CACHED");
    assertThat(web.requests()).isEmpty();
    workspace.dockerfile(
        "FROM busybox", "ADD --checksum=sha256:" + sha256("other") + " " + web.url("/f") + " /");
    fails(grampus.build(), "Dockerfile:2", "digest mismatch", good, "hint:");
  }

  @Test
  void unpacksFetchedArchivesOnlyWhenTold(Workspace workspace) throws IOException {
    Path archive = archive(workspace);
    WebServer web = WebServer.start(workspace);
    web.gives("/a.tgz", Files.readAllBytes(archive), Map.of());
    workspace.file("context/b.tgz", Files.readAllBytes(archive));
    workspace.dockerfile(
        "FROM busybox",
        "ADD " + web.url("/a.tgz") + " /packed/",
        "ADD --unpack " + web.url("/a.tgz") + " /unpacked/",
        "ADD --unpack=false b.tgz /kept/");
    LayerTree tree = workspace.grampus().image().tree();
    assertThat(tree.has("/packed/a.tgz")).isTrue();
    assertThat(tree.at("/unpacked/inside").text()).isEqualTo("inside\n");
    assertThat(tree.has("/kept/b.tgz")).isTrue();
  }

  private static Path archive(Workspace workspace) {
    workspace.file("packed/inside", "inside\n");
    Path archive = workspace.out("a.tgz");
    workspace
        .command("tar", "-C", workspace.folder() + "/packed", "-czf", archive.toString(), "inside")
        .succeed();
    return archive;
  }

  @Test
  @Requires(GIT)
  void addsCommitsOfRepositories(Workspace workspace) throws IOException {
    GitServer git = GitServer.start(workspace);
    WebServer web = WebServer.start(workspace).givesTree("/repository.git", git.bare());
    String first = git.commit(workspace, "v1");
    workspace.dockerfile(
        "FROM busybox",
        "ADD " + git.url() + " /head/",
        "ADD " + git.url() + "#v1 /tag",
        "ADD " + git.url() + "#v1a /annotated",
        "ADD --checksum=" + first + " " + git.url() + "#" + first + " /commit",
        "ADD " + git.url() + "#main:sub /sub",
        "ADD --keep-git-dir=true --chown=5:6 " + git.url() + "#v1 /kept",
        "ADD " + web.url("/repository.git") + "?tag=v1 /dumb");
    LayerTree tree = workspace.grampus().image().tree();
    assertThat(tree.at("/head/readme").text()).isEqualTo("two\n");
    for (String directory : new String[] {"/tag", "/annotated", "/commit", "/kept", "/dumb"}) {
      assertThat(tree.at(directory + "/readme").text()).as(directory).isEqualTo("one\n");
    }
    assertThat(tree.summary("/head/readme")).isEqualTo("-rw-r--r-- 0:0");
    assertThat(tree.summary("/head/link")).isEqualTo("lrwxrwxrwx 0:0 -> readme");
    assertThat(tree.summary("/sub/run")).isEqualTo("-rwxr-xr-x 0:0");
    assertThat(tree.has("/sub/readme") || tree.has("/head/.git")).isFalse();
    assertThat(tree.summary("/kept/.git/HEAD")).isEqualTo("-rw-r--r-- 5:6");
  }

  @Test
  @Requires(GIT)
  void aCommitThatIsKnownIsNotFetchedAgain(Workspace workspace) {
    GitServer git = GitServer.start(workspace);
    workspace.dockerfile("FROM busybox", "ADD " + git.url() + "#main /r");
    Grampus grampus = workspace.grampus();
    grampus.build().mustSucceed();
    assertThat(grampus.build().mustSucceed().errors()).contains("CACHED");
    workspace.dockerfile("FROM busybox", "ADD " + git.url() + "#nowhere /r");
    fails(grampus.build(), "Dockerfile:2", "does not contain ref nowhere", "hint:");
    workspace.dockerfile("FROM busybox", "ADD " + git.url() + "#main:no/such /r");
    fails(grampus.build(), "Dockerfile:2", "no directory no/such", "hint:");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ADD URL/missing /x                               | invalid response status 404",
        "ADD URL/loop /x                                  | redirections",
        "ADD http://127.0.0.1:PORT/x /x                   | nobody answers there",
        "ADD http:///x /x                                 | http",
        "ADD git://127.0.0.1:PORT/x.git /x                | cannot get git://127.0.0.1",
        "ADD https://u:secret@127.0.0.1:PORT/x.git /x     | xxxxx@127.0.0.1",
        "ADD --checksum=md5:0 URL/missing /x              | is no checksum",
        "ADD --checksum=sha256:0 Dockerfile /x            | checksum requires HTTP(S) or Git"
            + " sources",
        "COPY URL/missing /x                              | source can't be a URL for COPY",
        "COPY git@example.org:x.git /x                    | source can't be a git ref for COPY",
        "ADD URL/missing.git?branch= /x                   | has no value",
      })
  void saysWhatIsWrong(String instruction, String problem, Workspace workspace) {
    WebServer web = WebServer.start(workspace).redirects("/loop", "/loop");
    String port = Integer.toString(Registry.unusedPort());
    workspace.dockerfile(
        "FROM busybox", instruction.replace("URL", web.url("")).replace("PORT", port));
    Outcome outcome = workspace.grampus().build();
    fails(outcome, "Dockerfile:2", problem, "hint:");
    assertThat(outcome.errors().replaceAll("(?m)^.*ADD .*$", "")).doesNotContain("secret");
  }

  private static void fails(Outcome outcome, String... words) {
    assertThat(outcome.exitCode()).as(outcome.toString()).isEqualTo(1);
    assertThat(outcome.errors()).contains(words).doesNotContain("\tat ");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String sha256(String text) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes(text)));
  }
}
