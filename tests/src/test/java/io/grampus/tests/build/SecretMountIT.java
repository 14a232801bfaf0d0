package io.grampus.tests.build;

import static io.grampus.tests.harness.Requirement.BUSYBOX;
import static io.grampus.tests.harness.Requirement.OVERLAY;
import static io.grampus.tests.harness.Requirement.SKOPEO;
import static io.grampus.tests.harness.Requirement.UMOCI;
import static io.grampus.tests.harness.Requirement.USERNS;
import static org.assertj.core.api.Assertions.assertThat;

import io.grampus.tests.harness.BuiltImage;
import io.grampus.tests.harness.Grampus;
import io.grampus.tests.harness.Outcome;
import io.grampus.tests.harness.Requires;
import io.grampus.tests.harness.WholeProgram;
import io.grampus.tests.harness.Workspace;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** {@code RUN --mount=type=secret}: who sees it, and that nothing keeps it. */
@WholeProgram
@Requires({USERNS, OVERLAY, UMOCI, SKOPEO, BUSYBOX})
class SecretMountIT {
  private static final String VALUE = "xyzzy-5150-plugh";

  @Test
  void aSecretIsAFileOfTheOwnerAndModeAskedForOrAVariable(Workspace workspace) {
    Path file = workspace.file("secret.txt", VALUE);
    workspace.dockerfile(
        "FROM busybox",
        "WORKDIR /w",
        "ARG ID=token",
        "RUN --mount=type=secret,id=token cat /run/secrets/token > copy \\",
        "  && stat -c '%u:%g %a' /run/secrets/token > /1 && ! sh -c 'echo x > /run/secrets/token'",
        "RUN --mount=type=secret,id=$ID,target=below/here,uid=4242,gid=5,mode=0640 \\",
        "  stat -c '%u:%g %a' /w/below/here > /2",
        "RUN --mount=type=secret,id=token,env=TOKEN --mount=type=secret,id=none,env=NONE \\",
        "  test ! -e /run/secrets && env | grep -c 'TOKEN=xyzzy-5150-plugh' > /3 && env | grep NONE >> /3",
        "USER app",
        "RUN --mount=type=secret,id=token,uid=4242 cat /run/secrets/token | wc -c > /tmp/4",
        "RUN --mount=type=secret,id=token ! cat /run/secrets/token",
        "RUN --mount=type=secret,id=other,mode=0444 cat /run/secrets/other > /tmp/5",
        "RUN --mount=type=secret,id=none ! ls /run/secrets");

    BuiltImage image =
        workspace
            .grampus()
            .with("SOME_VARIABLE", "from the environment")
            .image("--secret", "id=token,src=" + file, "--secret", "id=other,env=SOME_VARIABLE");

    assertThat(image.tree().at("/w/copy").text()).isEqualTo(VALUE);
    assertThat(image.tree().at("/1").text()).isEqualTo("0:0 400\n");
    assertThat(image.tree().at("/2").text()).isEqualTo("4242:5 640\n");
    assertThat(image.tree().at("/3").text()).isEqualTo("1\nNONE=\n");
    assertThat(image.tree().at("/tmp/4").text()).isEqualTo("16\n");
    assertThat(image.tree().at("/tmp/5").text()).isEqualTo("from the environment");
    assertThat(image.tree().has("/run")).isFalse();
    assertThat(image.tree().has("/w/below")).isFalse();
  }

  @Test
  void aSecretIsNowhereInTheStoreTheImageAndTheLog(Workspace workspace) {
    Path file = workspace.file("secret.txt", VALUE);
    workspace.dockerfile(
        "FROM busybox",
        "RUN --mount=type=secret,id=token --mount=type=secret,id=token,env=TOKEN \\",
        "  test -n \"$TOKEN\" && cat /run/secrets/token > /dev/null; touch /done");

    BuiltImage image = workspace.grampus().image("--secret", "id=token,src=" + file);

    assertThat(image.outcome().errors()).doesNotContain(VALUE);
    assertThat(image.file().config().toString()).doesNotContain(VALUE);
    Path store = workspace.grampus().store();
    Outcome search =
        workspace
            .command("grep", "-r", "-l", VALUE, store.toString(), image.layout().toString())
            .run();
    assertThat(search.output()).isEmpty();
  }

  @Test
  void anotherValueIsNoReasonToDoAStepAgain(Workspace workspace) {
    Path file = workspace.file("secret.txt", VALUE);
    workspace.dockerfile(
        "FROM busybox", "RUN --mount=type=secret,id=token cat /run/secrets/token > /seen");
    String option = "id=token,src=" + file;
    workspace.grampus().image("--secret", option);

    workspace.file("secret.txt", "another");

    assertThat(workspace.grampus().image("--secret", option).tree().at("/seen").text())
        .isEqualTo(VALUE);
    assertThat(workspace.grampus().image().tree().at("/seen").text()).isEqualTo(VALUE);
  }

  @Test
  void whatIsWrongWithASecretIsSaid(Workspace workspace) {
    Path large = workspace.file("large", new byte[500 * 1024 + 1]);
    Path largest = workspace.file("largest", new byte[500 * 1024]);
    workspace.dockerfile(
        "FROM busybox", "RUN --mount=type=secret,id=token,required wc -c < /run/secrets/token");
    Grampus grampus = workspace.grampus();

    Outcome missing = grampus.build("--secret", "id=tokne,src=" + largest);
    assertThat(missing.exitCode()).isEqualTo(1);
    assertThat(missing.errors())
        .contains("Dockerfile:2", "the secret \"token\" is required", "did you mean \"tokne\"?");
    assertThat(grampus.build("--secret", "id=token,src=" + largest).mustSucceed().errors())
        .contains("512000");
    mustBeRefused(grampus.build("--secret", "id=token,src=" + large), "too big");
    mustBeRefused(grampus.build("--secret", "id=token,src=/nowhere"), "does not exist");
    mustBeRefused(grampus.build("--secret", "id=token,src=/etc"), "it is a folder");
    mustBeRefused(grampus.build("--secret", "src=/etc/passwd"), "has no id");
    mustBeRefused(grampus.build("--secret", "id=a,sorce=b"), "did you mean \"source\"?");
    mustBeRefused(grampus.build("--secret", "id=a,type=flie"), "did you mean \"file\"?");
    mustBeRefused(grampus.build("--secret", "token"), "must be a key=value pair");
  }

  private static void mustBeRefused(Outcome outcome, String words) {
    assertThat(outcome.exitCode()).as(outcome.toString()).isEqualTo(125);
    assertThat(outcome.errors()).contains(words, "hint:").doesNotContain(VALUE);
  }
}
