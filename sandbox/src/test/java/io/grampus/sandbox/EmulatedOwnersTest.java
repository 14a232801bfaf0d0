package io.grampus.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.grampus.os.LinuxSyscalls;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What chown, stat, mknod and listxattr do in a sandbox, seen by real commands. */
class EmulatedOwnersTest {
  @TempDir private Path folder;
  private TestRoot root;

  @BeforeEach
  void makeRoot() throws Exception {
    root = new TestRoot(folder, new UserNamespaceSandbox(new LinuxSyscalls()));
  }

  private String output(String script) throws Exception {
    TestRoot.Result result = root.shell(script);
    return result.stdout() + result.stderr();
  }

  @Test
  void changesTheOwnerOfWhatTheModeClosesToItsOwner() throws Exception {
    String made =
        output(
            "cd /tmp; for m in 000 111 222 444 555; do"
                + " touch f$m; mkdir d$m; chmod $m f$m d$m; chown 7:8 f$m d$m; done;"
                + " stat -c '%n %u %g %a' *");
    assertThat(made)
        .isEqualTo(
            """
            d000 7 8 0
            d111 7 8 111
            d222 7 8 222
            d444 7 8 444
            d555 7 8 555
            f000 7 8 0
            f111 7 8 111
            f222 7 8 222
            f444 7 8 444
            f555 7 8 555
            """);
    assertThat(output("stat -c '%u %g' /tmp/f000 /tmp/d000")).isEqualTo("7 8\n7 8\n");
  }

  @Test
  void reachesWhatIsBelowADirectoryThatIsClosedToItsOwner() throws Exception {
    assertThat(
            output(
                "mkdir -p /tmp/a/b; touch /tmp/a/b/f; chmod 0 /tmp/a /tmp/a/b;"
                    + " chown 7:8 /tmp/a/b/f; cd /tmp/a/b; chown 9 ../b; stat -c '%u %g' f ."))
        .isEqualTo("7 8\n9 0\n");
  }

  /** The kernel gives up on ".." then, and an owner that cannot be looked for is root. */
  @Test
  void findsOwnersThroughParentsWhileOthersRename() throws Exception {
    Path first = Files.createDirectory(folder.resolve("first"));
    Path second = folder.resolve("second");
    AtomicBoolean renames = new AtomicBoolean(true);
    Thread others =
        new Thread(
            () -> {
              while (renames.get()
                  && first.toFile().renameTo(second.toFile())
                  && second.toFile().renameTo(first.toFile())) {
                Thread.onSpinWait();
              }
            });
    others.start();
    try {
      assertThat(
              output(
                  "mkdir /tmp/d; touch /tmp/d/f; chown 7:8 /tmp/d/f; set --;"
                      + " for i in $(seq 2000); do set -- \"$@\" /tmp/d/../d/f; done;"
                      + " stat -c %u:%g \"$@\" | sort -u"))
          .isEqualTo("7:8\n");
    } finally {
      renames.set(false);
      others.join();
    }
  }

  @Test
  void keepsTheOwnerOfLinksAndFifosInLaterRuns() throws Exception {
    output("cd /tmp; ln -s nowhere l; mkfifo p; chown -h 5:6 l; chown 7:8 p");
    assertThat(output("cd /tmp; stat -c '%n %u %g' l p")).isEqualTo("l 5 6\np 7 8\n");
  }

  @Test
  void notesTheOwnerOfALinkFromALowerDirectoryUnderItsNewInode() throws Exception {
    output("ln -s nowhere /tmp/l");
    assertThat(output("chown -h 5:6 /tmp/l; stat -c '%u %g' /tmp/l")).isEqualTo("5 6\n");
    assertThat(output("stat -c '%u %g' /tmp/l")).isEqualTo("5 6\n");
    assertThat(output("chown -h 0:0 /tmp/l; stat -c '%u %g' /tmp/l")).isEqualTo("0 0\n");
    assertThat(output("stat -c '%u %g' /tmp/l")).isEqualTo("0 0\n");
  }

  @Test
  void doesNotTakeANewLinkForAnOldOneWithItsInode() throws Exception {
    assertThat(
            output(
                "cd /tmp; for i in $(seq 50); do ln -s x l; chown -h 5:6 l; rm l; ln -s y m;"
                    + " stat -c '%u %g' m; rm m; done | sort -u"))
        .isEqualTo("0 0\n");
  }

  @Test
  void survivesBeingWrittenToAFile() throws Exception {
    output("ln -s nowhere /tmp/l; chown -h 5:6 /tmp/l");
    assertThat(OwnerTable.decode(root.owners().encode()).encode())
        .isEqualTo(root.owners().encode())
        .hasSizeGreaterThan(8);
  }

  @Test
  void makesPlaceholdersThatLookLikeDevices() throws Exception {
    output("cd /tmp; mknod c c 1 3; mknod b b 259 300; chmod 660 b; chown 0:6 b");
    String expected = "character special file 1 3 0 644\nblock special file 103 12c 6 660\n";
    assertThat(output("stat -c '%F %t %T %g %a' /tmp/c /tmp/b")).isEqualTo(expected);
    output(
        "chmod 600 /tmp/b; chmod 644 /tmp/b; chmod 660 /tmp/b; mv /tmp/c /tmp/d; mv /tmp/d /tmp/c");
    assertThat(output("stat -c '%F %t %T %g %a' /tmp/c /tmp/b")).isEqualTo(expected);
  }

  @Test
  void clearsSetuidAsChownDoes() throws Exception {
    assertThat(output("touch /tmp/f; chmod 6755 /tmp/f; chown 5 /tmp/f; stat -c %a /tmp/f"))
        .isEqualTo("755\n");
  }

  @Test
  void changesTheOwnerOfAStandardStream() throws Exception {
    assertThat(
            output(
                "ln -s /dev/stdout /tmp/log; chown 5:6 /dev/stdout; stat -L -c '%u %g' /tmp/log;"
                    + " chown 7:8 /tmp/log; stat -L -c '%u %g' /dev/fd/1 /proc/self/fd/1"))
        .isEqualTo("5 6\n7 8\n7 8\n");
  }

  @Test
  void keepsOneIdWhenTheOtherIsChanged() throws Exception {
    assertThat(output("touch /tmp/f; chown 5:6 /tmp/f; chown :7 /tmp/f; stat -c '%u %g' /tmp/f"))
        .isEqualTo("5 7\n");
  }

  @Test
  void seesPathsAsAProcessInAnotherRootDoes() throws Exception {
    output("mkdir -p /tmp/r/bin /tmp/r/d; cp /bin/busybox /tmp/r/bin; touch /tmp/r/d/f /tmp/f");
    assertThat(
            output(
                "chroot /tmp/r /bin/busybox sh -c"
                    + " 'cd d; /bin/busybox chown 5:6 f; /bin/busybox chown 7:8 /d; /bin/busybox stat -c %u:%g f /d';"
                    + " stat -c %u:%g /tmp/r/d/f /tmp/r/d"))
        .isEqualTo("5:6\n7:8\n5:6\n7:8\n");
  }

  @Test
  void newFilesHaveTheGroupOfASetgidDirectory() throws Exception {
    assertThat(
            output(
                "cd /tmp; mkdir s; chown 0:50 s; chmod 2775 s; touch s/f; mkdir s/d; ln -s x s/l;"
                    + " touch s/d/f; stat -c '%n %u %g %a' s/d s/d/f s/f s/l"))
        .isEqualTo("s/d 0 50 2755\ns/d/f 0 50 644\ns/f 0 50 644\ns/l 0 50 777\n");
  }
}
