package io.grampus.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grampus.os.LinuxSyscalls;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserNamespaceSandboxTest {
  @TempDir private Path folder;
  private TestRoot root;

  @BeforeEach
  void makeRoot() throws Exception {
    root = new TestRoot(folder, new UserNamespaceSandbox(new LinuxSyscalls()));
  }

  @Test
  void runsACommandAndStreamsWhatItWrites() throws Exception {
    TestRoot.Result result = root.shell("echo out; echo err >&2; exit 3");
    assertThat(result.stdout()).isEqualTo("out\n");
    assertThat(result.stderr()).isEqualTo("err\n");
    assertThat(result.status()).isEqualTo(new ExitStatus.Exited(3));
  }

  @Test
  void reportsTheSignalThatEndedTheCommand() throws Exception {
    // the first process of a pid namespace ignores what it does not handle, hence the inner shell
    TestRoot.Result result = root.shell("sh -c 'kill -TERM $$'; exit $?");
    assertThat(result.status()).isEqualTo(new ExitStatus.Exited(143));
  }

  @Test
  void isRootWithAHostNameAndAProcessTableOfItsOwn() throws Exception {
    TestRoot.Result result =
        root.shell("id -u; id -g; hostname; echo $$; ls /proc | grep -c '^[0-9]'");
    assertThat(result.stdout()).startsWith("0\n0\ntesthost\n1\n");
  }

  @Test
  void keepsTheOwnerThatChownSets() throws Exception {
    root.shell("mkdir /data && touch /data/f && chown 4242:4243 /data && chown 7:8 /data/f");
    TestRoot.Result later = root.shell("stat -c '%u %g' /data /data/f /etc");
    assertThat(later.stdout()).isEqualTo("4242 4243\n7 8\n0 0\n");
  }

  @Test
  void collectsTheChangesInTheUpperDirectoryOnly() throws Exception {
    root.shell("echo hello > /tmp/f");
    assertThat(root.upper().resolve("tmp/f")).hasContent("hello\n");
    try (Stream<Path> top = Files.list(root.upper())) {
      assertThat(top).containsExactly(root.upper().resolve("tmp"));
    }
  }

  @Test
  void aCommandOfAnotherUserKnowsWhoItIs() throws Exception {
    SandboxSpec spec =
        root.spec(List.of("sh", "-c", "id"), new Identity(4242, 4243, List.of(4243, 10)));
    assertThat(root.run(spec).stdout())
        .startsWith("uid=4242(app) gid=4243(app) groups=10,4243(app)");
  }

  @Test
  void saysWhichCommandWasNotFound() throws Exception {
    SandboxSpec spec = root.spec(List.of("missing-command"), Identity.ROOT);
    assertThatThrownBy(() -> root.run(spec))
        .isInstanceOfSatisfying(
            CommandNotStartedException.class, e -> assertThat(e.shellCode()).isEqualTo(127))
        .hasMessageContaining("missing-command");
  }
}
