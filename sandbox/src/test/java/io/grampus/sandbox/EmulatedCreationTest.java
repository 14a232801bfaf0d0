package io.grampus.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.grampus.os.LinuxSyscalls;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose the files are that another user than root creates, seen by real commands. */
class EmulatedCreationTest {
  @TempDir private Path folder;
  private TestRoot root;

  @BeforeEach
  void makeRoot() throws Exception {
    root = new TestRoot(folder, new UserNamespaceSandbox(new LinuxSyscalls()));
    root.shell("chmod 1777 /tmp");
  }

  @Test
  void givesEveryKindOfEntryToItsCreator() throws Exception {
    assertThat(
            root.shellAs(
                4242,
                4243,
                "cd /tmp; touch f; mkdir d; ln -s f l; mkfifo p; echo x > d/x; cp f d/y;"
                    + " stat -c '%n %u %g %a' d d/x d/y f l p"))
        .isEqualTo(
            """
            d 4242 4243 755
            d/x 4242 4243 644
            d/y 4242 4243 644
            f 4242 4243 644
            l 4242 4243 777
            p 4242 4243 644
            """);
    assertThat(root.shell("cd /tmp; stat -c '%n %u %g' f l p").stdout())
        .isEqualTo("f 4242 4243\nl 4242 4243\np 4242 4243\n");
  }

  @Test
  void honoursTheUmaskOfTheProcess() throws Exception {
    assertThat(
            root.shellAs(
                4242,
                4243,
                "cd /tmp; umask 027; touch f; mkdir d; mkfifo p; umask 077; touch g;"
                    + " umask 0; touch h; mkdir e; stat -c '%n %a' d e f g h p"))
        .isEqualTo("d 750\ne 777\nf 640\ng 600\nh 666\np 640\n");
  }

  @Test
  void createsThroughADanglingLink() throws Exception {
    assertThat(
            root.shellAs(
                4242,
                4243,
                "cd /tmp; mkdir d; ln -s ../tmp/d/b a; ln -s /tmp/d/c d/b; echo x > a;"
                    + " stat -c '%n %u %g' d/c; cat d/b"))
        .isEqualTo("d/c 4242 4243\nx\n");
  }

  @Test
  void doesNotCreateWhereTheUserMayNot() throws Exception {
    assertThat(
            root.shellAs(
                4242,
                4243,
                "touch /etc/f; mkdir /etc/d; ln -s x /etc/l; echo >> /etc/passwd; mkdir /etc"))
        .isEqualTo(
            """
            touch: /etc/f: Permission denied
            mkdir: can't create directory '/etc/d': Permission denied
            ln: /etc/l: Permission denied
            sh: can't create /etc/passwd: Permission denied
            mkdir: can't create directory '/etc': File exists
            """);
  }

  @Test
  void createsReadOnlyFilesAndClosedDirectories() throws Exception {
    assertThat(
            root.shellAs(
                4242,
                4243,
                "cd /tmp; umask 0777; echo x > f; mkdir d; umask 0333; mkdir e;"
                    + " stat -c '%n %u %g %a' d e f"))
        .isEqualTo("d 4242 4243 0\ne 4242 4243 444\nf 4242 4243 0\n");
  }

  @Test
  void ofAProgramThatRootStartsAsAnotherUser() throws Exception {
    assertThat(
            root.shell(
                    "su app -c 'cd /tmp; touch f; mkdir d; touch /etc/f';"
                        + " touch /tmp/g; stat -c '%n %u %g' /tmp/d /tmp/f /tmp/g")
                .stdout())
        .isEqualTo("/tmp/d 4242 4243\n/tmp/f 4242 4243\n/tmp/g 0 0\n");
  }

  @Test
  void isRightForFilesThatAreMovedAndRemovedAtOnceBySeveralProcesses() throws Exception {
    String worker =
        "for i in $(seq 60); do echo $i > w$1.$i; mv w$1.$i m$1.$i; ln m$1.$i h$1.$i;"
            + " echo x > t$1; rm t$1; done";
    assertThat(
            root.shellAs(
                4242,
                4243,
                "cd /tmp; echo '"
                    + worker
                    + "' > worker; for p in 1 2 3 4; do sh worker $p & done; wait;"
                    + " stat -c '%u %g' m* h* | sort | head -1; stat -c '%u %g' m* h* | sort -u"))
        .isEqualTo("4242 4243\n4242 4243\n");
  }

  @Test
  void appendsToAFifoWithoutWaitingInTheSupervisor() throws Exception {
    assertThat(
            root.shellAs(
                4242, 4243, "cd /tmp; mkfifo p; echo x > p & sleep 0.2; touch other; cat p; wait"))
        .isEqualTo("x\n");
  }

  @Test
  void whatWasWrittenCanBeExecutedAtOnce() throws Exception {
    assertThat(
            root.shellAs(
                4242,
                4243,
                "cd /tmp; for i in $(seq 40); do cp /bin/busybox busybox; ./busybox true ||"
                    + " echo $i; rm busybox; done; echo end"))
        .isEqualTo("end\n");
  }

  @Test
  void goesOnWhenCallersAreKilledInTheMiddleOfACall() throws Exception {
    assertThat(
            root.shellAs(
                4242,
                4243,
                "cd /tmp; for i in $(seq 8); do (while :; do echo x > k$i; stat k$i; mkdir d$i;"
                    + " rmdir d$i; done) > /dev/null 2>&1 & p=$!; usleep 30000; kill -9 $p; wait $p;"
                    + " rm -f k$i; stat -c %u /tmp; done 2> /dev/null | sort -u"))
        .isEqualTo("0\n");
  }
}
