package io.grampus.tests.build;

import static io.grampus.tests.harness.Requirement.BUSYBOX;
import static io.grampus.tests.harness.Requirement.OVERLAY;
import static io.grampus.tests.harness.Requirement.PROOT;
import static io.grampus.tests.harness.Requirement.SKOPEO;
import static io.grampus.tests.harness.Requirement.UMOCI;
import static io.grampus.tests.harness.Requirement.USERNS;
import static org.assertj.core.api.Assertions.assertThat;

import io.grampus.tests.harness.Grampus;
import io.grampus.tests.harness.LayerTree;
import io.grampus.tests.harness.Outcome;
import io.grampus.tests.harness.Requires;
import io.grampus.tests.harness.WholeProgram;
import io.grampus.tests.harness.Workspace;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every kind of sandbox and snapshotter gives the same image; in a restricted pod, too. */
@WholeProgram
@Requires({USERNS, OVERLAY, PROOT, UMOCI, SKOPEO, BUSYBOX})
class LadderIT {
  private static final String[] DOCKERFILE = {
    "FROM busybox AS made",
    "RUN mkdir /srv && echo made > /srv/made && chown 12:34 /srv/made && chmod 4755 /srv/made",
    "FROM busybox",
    "COPY --from=made /srv /copied",
    "COPY --chown=app:staff tree /tree",
    "RUN chown -R 5:6 /tree && ln -s nowhere /tree/link && chown -h 7:8 /tree/link",
    "RUN ln /tree/file /hard && mkfifo /fifo && chown 9:10 /fifo && mknod /null c 1 3",
    "RUN rm -r /home && mkdir /home && touch /home/new && rm /etc/group && mkdir /etc/group",
    "RUN mkdir -m 555 /closed && echo in > /closed/in && mv /closed/in /closed/moved \\",
    "    && mkdir /closed/folder && rmdir /closed/folder && chmod 0 /tree/shut",
    "RUN <<EOF",
    "umask 077",
    "echo private > /private",
    "EOF",
    "RUN --mount=type=cache,target=/cached,uid=4242 stat -c %u /cached >/cached/x && cp /cached/x /kept",
    "RUN --mount=type=bind,source=tree,target=/b,rw cp /b/file /b/new && cp -p /b/new /from-bound",
    "RUN --mount=type=bind,from=made,source=/srv,target=/b stat -c '%u %g %a' /b/made >/from-stage",
    "RUN --mount=type=secret,id=token,uid=7 --mount=type=tmpfs,target=/fast,size=1m \\",
    "    cp -p /run/secrets/token /fast && stat -c '%u %a' /fast/token >/from-secret",
    "WORKDIR /work/place",
    "RUN chown 4242:4343 .",
    "USER app",
    "RUN id -u > mine && mkdir -m 2770 sub && touch sub/file && ! touch /etc/refused",
    "RUN test \"$(stat -c '%u %g' mine)\" = '4242 4343' && ln -s mine link",
    // sed gives the file's mode to the descriptor of what takes its place
    "RUN echo a > edited && chmod 640 edited && sed -i s/a/b/ edited"
  };

  @Test
  void everyRungGivesTheSameTree(Workspace workspace) {
    workspace.file("context/tree/file", "content\n");
    workspace.file("context/tree/shut", "closed\n");
    workspace.dockerfile(DOCKERFILE);
    Grampus grampus = workspace.grampus().with("GRAMPUS_TEST_TOKEN", "hush-hush");
    LayerTree expected = tree(grampus, "--sandbox=userns", "--snapshotter=overlay");

    assertThat(expected.entries()).hasSizeGreaterThan(100);
    assertThat(listing(tree(grampus, "--sandbox=userns", "--snapshotter=inplace")))
        .isEqualTo(listing(expected));
    assertThat(listing(tree(grampus, "--sandbox=ptrace"))).isEqualTo(listing(expected));
    assertThat(listing(tree(grampus, "--sandbox=proot"))).isEqualTo(listing(expected));
    assertThat(listing(tree(grampus.inRestrictedPod()))).isEqualTo(listing(expected));
    assertThat(listing(tree(grampus.inRestrictedPod(), "--sandbox=proot")))
        .isEqualTo(listing(expected));
  }

  /**
   * What the files of a bundle cannot carry is lost on the way through umoci; docs/sandboxes.md.
   */
  @Test
  void umociGivesTheSameTreeButForWhatItCannotTell(Workspace workspace) {
    workspace.file("context/tree/file", "content\n");
    workspace.dockerfile(
        "FROM busybox",
        "COPY --chown=app:staff tree /tree",
        "RUN chown -R 5:6 /tree && ln /tree/file /hard && rm -r /home && mkdir -m 2770 /home",
        "RUN <<EOF",
        "umask 077",
        "rm /etc/group && mkdir /etc/group && echo x >/etc/group/x",
        "EOF",
        "USER 4242",
        "RUN ln -s nowhere /tmp/link && mkfifo /tmp/fifo && touch /tmp/file");
    Grampus grampus = workspace.grampus().with("GRAMPUS_TEST_TOKEN", "hush-hush");
    String expected = listing(tree(grampus, "--snapshotter=overlay"));

    String found = listing(tree(grampus, "--snapshotter=umoci"));

    assertThat(expected)
        .contains("/tmp/fifo prw-r--r-- 4242:4343")
        .contains("/tmp/link lrwxrwxrwx 4242:4343 -> nowhere");
    assertThat(found)
        .isEqualTo(
            expected
                .replace("/tmp/fifo prw-r--r-- 4242:4343", "/tmp/fifo prw-r--r-- 0:0")
                .replace("/tmp/link lrwxrwxrwx 4242:4343", "/tmp/link lrwxrwxrwx 0:0"));
  }

  @Test
  void aCommandInAPodFindsNoProcessOutside(Workspace workspace) {
    workspace.dockerfile(
        "FROM busybox",
        "RUN ! grep -l hush-hush /proc/[0-9]*/environ 2>/dev/null",
        "RUN sleep 1000 & ! kill -9 $PPID && kill -9 -1; wait; echo survived",
        "RUN ! grep -r hush-hush /dev/shm /run /tmp");
    Grampus pod = workspace.grampus().with("GRAMPUS_TEST_TOKEN", "hush-hush").inRestrictedPod();

    assertThat(pod.build("--no-cache").mustSucceed().errors()).contains("survived");
    assertThat(pod.build("--no-cache", "--sandbox=proot").mustSucceed().errors())
        .contains("survived");
  }

  private static LayerTree tree(Grampus grampus, String... options) {
    List<String> all = new ArrayList<>(List.of(options));
    all.addAll(List.of("--no-cache", "--secret", "id=token,env=GRAMPUS_TEST_TOKEN"));
    return grampus.image(all.toArray(String[]::new)).tree();
  }

  private static String listing(LayerTree tree) {
    return tree.differences(LayerTree.empty());
  }

  @Test
  void goesOnWhereAnotherRungStopped(Workspace workspace) {
    workspace.dockerfile("FROM busybox", "RUN echo 1 > /one; rm /etc/group", "RUN true");
    Grampus grampus = workspace.grampus();
    grampus.build("--sandbox=userns", "--snapshotter=overlay").mustSucceed();
    workspace.dockerfile(
        "FROM busybox", "RUN echo 1 > /one; rm /etc/group", "RUN test ! -e /etc/group && cat /one");

    Outcome outcome = grampus.build("--sandbox=proot").mustSucceed();

    assertThat(outcome.errors()).contains("CACHED").contains("sandbox proot");
  }

  @Test
  void theRestrictedPodIsRecognisedAndNamed(Workspace workspace) {
    Grampus pod = workspace.grampus().inRestrictedPod();
    workspace.dockerfile("FROM busybox", "RUN id");

    assertThat(pod.succeed("doctor").output())
        .contains("no   userns")
        .contains("EPERM")
        .contains("yes  ptrace")
        .contains("yes  proot")
        .contains("yes  inplace");
    assertThat(pod.build("--no-cache").mustSucceed().errors())
        .contains("sandbox ptrace: no userns because")
        .contains("uid=0(root)");
    assertThat(pod.build("--no-cache", "--sandbox=userns").errors())
        .contains("commands cannot be run: no userns because")
        .contains("hint: ");
  }

  @Test
  void aProotThatIsNotThereIsNamed(Workspace workspace) {
    workspace.dockerfile("FROM busybox", "RUN id");

    Outcome outcome =
        workspace.grampus().build("--no-cache", "--sandbox=proot", "--proot=/nonexistent/proot");

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.errors()).contains("/nonexistent/proot is no program").contains("--proot");
  }

  @Test
  void theOverlayCannotBeForcedUponProot(Workspace workspace) {
    workspace.dockerfile("FROM busybox", "RUN id");

    Outcome outcome =
        workspace.grampus().build("--no-cache", "--sandbox=proot", "--snapshotter=overlay");

    assertThat(outcome.errors()).contains("overlay cannot be used").contains("plain directories");
  }

  @Test
  void commandsUnderProotEndAsTheyDoElsewhere(Workspace workspace) {
    Grampus grampus = workspace.grampus().with("GRAMPUS_SANDBOX", "proot");

    assertThat(grampus.run("run", "busybox", "sh", "-c", "exit 42").exitCode()).isEqualTo(42);
    assertThat(grampus.run("run", "busybox", "no-such-command").exitCode()).isEqualTo(127);
    assertThat(grampus.run("run", "busybox", "/etc/passwd").exitCode()).isEqualTo(126);
    assertThat(grampus.succeed("run", "busybox", "sh", "-c", "sleep 1000 & echo left").answer())
        .isEqualTo("left");
    assertThat(grampus.succeed("run", "-e", "A=b", "busybox", "env").output())
        .contains("A=b")
        .doesNotContain("PROOT");
  }
}
