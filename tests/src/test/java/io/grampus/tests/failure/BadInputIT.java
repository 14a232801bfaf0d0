package io.grampus.tests.failure;

import static io.grampus.tests.harness.Requirement.BUSYBOX;
import static io.grampus.tests.harness.Requirement.OVERLAY;
import static io.grampus.tests.harness.Requirement.REGISTRY;
import static io.grampus.tests.harness.Requirement.SKOPEO;
import static io.grampus.tests.harness.Requirement.UMOCI;
import static io.grampus.tests.harness.Requirement.USERNS;
import static org.assertj.core.api.Assertions.assertThat;

import io.grampus.tests.harness.Command;
import io.grampus.tests.harness.Grampus;
import io.grampus.tests.harness.Outcome;
import io.grampus.tests.harness.Registry;
import io.grampus.tests.harness.Requires;
import io.grampus.tests.harness.WholeProgram;
import io.grampus.tests.harness.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a user can do wrong in a Dockerfile or on the command line; each says where, why, and what
 * helps.
 */
@WholeProgram
@Requires({USERNS, OVERLAY, UMOCI, SKOPEO, BUSYBOX})
class BadInputIT {

  @Test
  @Requires(REGISTRY)
  void baseImageThatTheRegistryDoesNotHave(Workspace workspace) {
    String name = Registry.start(workspace).name("no/such:image");
    workspace.dockerfile("FROM " + name);

    fails(workspace.grampus().build(), "Dockerfile:1", name, "hint:");
  }

  @Test
  void registryThatCannotBeReached(Workspace workspace) {
    String host = "127.0.0.1:" + Registry.unusedPort();
    workspace.dockerfile("FROM busybox AS first", "FROM " + host + "/some/image");

    fails(workspace.grampus().build(), "Dockerfile:2", host, "connection refused", "hint:");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "COPY nothing.txt /           | nothing.txt",
        "COPY file.txt nothing.txt /x/ | nothing.txt",
        "COPY ../secret.txt /         | secret.txt",
        "COPY ../../../../etc/passwd / | passwd",
        "COPY link /                  | link",
        "COPY absolute /              | absolute",
        "COPY through/secret.txt /    | secret.txt",
        "COPY loop /                  | loop",
        "ADD ignored.txt /            | ignored.txt",
        "COPY --from=busybox /none /  | /none",
        "RUN --no-such-flag true      | --no-such-flag",
        "EXPOSE many                  | many",
        "ENV                          | ENV",
        "WORKDIR                      | WORKDIR",
        "USER nobody-here\\nRUN true | nobody-here"
      })
  void instructionsThatCannotBeDone(String instruction, String named, Workspace workspace)
      throws IOException {
    makeContext(workspace);
    workspace.dockerfile("FROM busybox", "", instruction.replace("\\n", "\n"));

    Outcome outcome = workspace.grampus().build("-t", "bad");

    fails(outcome, named, ">>> ");
    assertThat(outcome.errors()).containsPattern("Dockerfile:[34]\n");
    assertThat(workspace.grampus().run("inspect", "bad").exitCode()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "EXPOSE $inherited",
        "STOPSIGNAL ${signal}",
        "RUN --mount=type=$signal true",
        "ENV missing=${nothing:?}"
      })
  void sayWhatIsWrongBeforeTheFirstCommand(String instruction, Workspace workspace) {
    workspace.dockerfile(
        "FROM busybox AS base",
        "RUN true",
        "ENV inherited=many",
        "FROM base",
        "ARG signal=SIG$inherited",
        instruction);

    Outcome outcome = workspace.grampus().build();

    fails(outcome, "Dockerfile:6", ">>> " + instruction);
    assertThat(outcome.errors()).doesNotContain("] RUN true");
  }

  @ParameterizedTest
  @CsvSource({"RUUN true,RUN", "COPPY a b,COPY", "FORM busybox,FROM", "WORKDIRR /,WORKDIR"})
  void unknownInstructionNamesTheOneThatWasMeant(String wrong, String right, Workspace workspace) {
    workspace.dockerfile("FROM busybox", wrong);

    Outcome outcome = workspace.grampus().build();

    fails(outcome, "Dockerfile:2", ">>> " + wrong, "did you mean " + right);
  }

  @ParameterizedTest
  @ValueSource(strings = {"No@name", "--platform=no/such/kind/x busybox"})
  void baseOfAStageThatNothingNeeds(String base, Workspace workspace) {
    workspace.dockerfile("FROM " + base + " AS unused", "FROM busybox");

    fails(workspace.grampus().build(), "Dockerfile:1", ">>> FROM " + base);
  }

  @ParameterizedTest
  @CsvSource({
    "COPY file /etc/passwd/x/, nothing can be at /etc/passwd/x/: Not a directory",
    "WORKDIR /etc/passwd/x,    nothing can be at /etc/passwd/x: Not a directory"
  })
  void pathsThroughFiles(String instruction, String why, Workspace workspace) {
    workspace.dockerfile("FROM busybox", instruction);
    workspace.file("context/file", "content");

    fails(
        workspace.grampus().build(), "Dockerfile:2", ">>> " + instruction, why, "remove the file");
  }

  @Test
  void emptyDockerfile(Workspace workspace) {
    workspace.dockerfile("", "# nothing but a comment");

    fails(workspace.grampus().build(), "Dockerfile", "hint:");
  }

  @Test
  void ignoreFileThatNobodyWritesTo(Workspace workspace) {
    workspace.dockerfile("FROM busybox", "COPY . /x/");
    workspace.does(Command.of("mkfifo", workspace.context().resolve(".dockerignore").toString()));

    fails(workspace.grampus().build(), ".dockerignore: it is no regular file", "hint:");
  }

  @Test
  void missingDockerfileAndMissingContext(Workspace workspace) {
    Grampus grampus = workspace.grampus();

    fails(grampus.build(), workspace.context().resolve("Dockerfile").toString(), "hint:");
    Outcome outcome = grampus.run("build", "/no/such/context");
    assertThat(outcome.exitCode()).isEqualTo(125);
    assertThat(outcome.errors()).contains("/no/such/context", "hint:");
  }

  @Test
  void unknownTargetListsTheStages(Workspace workspace) {
    workspace.dockerfile("FROM busybox AS one", "FROM busybox AS two");

    fails(workspace.grampus().build("--target", "tow"), "tow", "two");
  }

  @Test
  void outputThatCannotBeWritten(Workspace workspace) {
    workspace.dockerfile("FROM busybox");
    Grampus grampus = workspace.grampus();

    fails(grampus.build("-o", "type=docker,dest=/no/such/folder/x.tar"), "/no/such/folder");
    assertThat(grampus.build("-o", "type=nonsense").exitCode()).isEqualTo(125);
    assertThat(grampus.build("-t", "Bad Name").exitCode()).isEqualTo(125);
    assertThat(grampus.run("build", "--no-such-option", ".").exitCode()).isEqualTo(125);
  }

  private static void makeContext(Workspace workspace) throws IOException {
    workspace.file("secret.txt", "not for the image");
    Path context = workspace.file("context/file.txt", "some text").getParent();
    workspace.file("context/ignored.txt", "ignored");
    workspace.file("context/.dockerignore", "ignored*\n");
    Files.createSymbolicLink(context.resolve("link"), Path.of("../secret.txt"));
    Files.createSymbolicLink(context.resolve("absolute"), workspace.folder().resolve("secret.txt"));
    Files.createSymbolicLink(context.resolve("through"), Path.of(".."));
    Files.createSymbolicLink(context.resolve("loop"), Path.of("loop"));
  }

  /** An error for the user: exit code 1, a message with all of these, and no stack trace. */
  private static void fails(Outcome outcome, String... named) {
    assertThat(outcome.exitCode()).as(outcome.toString()).isEqualTo(1);
    assertThat(outcome.errors()).containsIgnoringCase("error:").doesNotContain("\tat ");
    for (String words : named) {
      assertThat(outcome.errors()).containsIgnoringCase(words);
    }
    assertThat(outcome.errors()).doesNotContain("bug of Grampus");
  }
}
