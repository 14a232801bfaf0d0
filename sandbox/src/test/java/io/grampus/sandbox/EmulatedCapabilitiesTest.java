package io.grampus.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.grampus.os.LinuxSyscalls;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which capabilities processes see and may use, and what becomes of them: capabilities(7). */
class EmulatedCapabilitiesTest {
  /** Capabilities as a program without a library sees them; x86_64 numbers of the calls. */
  private static final String CAPABILITIES =
      """
      sub caps_ { my $h = pack "Vi", 0x20080522, $_[0] || 0; my $d = "\\0" x 24;
        syscall(125, $h, $d) == 0 or return print "capget: $!\\n";
        my @v = unpack "V6", $d; printf "e=%x p=%x i=%x\\n", @v[0, 1, 2] }
      sub set_ { my ($e, $p, $i) = @_; my $h = pack "Vi", 0x20080522, 0;
        my $d = pack "V6", $e, $p, $i, 0, 0, 0;
        print syscall(126, $h, $d) == 0 ? "set\\n" : "capset: $!\\n" }
      sub prctl_ { my $r = syscall(157, $_[0], $_[1], $_[2] || 0, 0, 0);
        print $r < 0 ? "prctl: $!\\n" : "prctl $r\\n" }
      sub user_ { print syscall(117, @_) == 0 ? "user @_\\n" : "setresuid: $!\\n" }
      """;

  @TempDir private Path folder;
  private TestRoot root;

  @BeforeEach
  void makeRoot() throws Exception {
    root = new TestRoot(folder, new UserNamespaceSandbox(new LinuxSyscalls())).withPerl();
    root.shell("chmod 1777 /tmp");
  }

  private String perl(String script) throws Exception {
    return root.perl(Identity.ROOT, CAPABILITIES + script);
  }

  private String perlAs(int uid, String script) throws Exception {
    return root.perl(new Identity(uid, uid, List.of(uid)), CAPABILITIES + script);
  }

  @Test
  void rootHasThoseOfAContainerAndOthersNone() throws Exception {
    assertThat(perl("caps_; caps_(1)")).isEqualTo("e=a80425fb p=a80425fb i=0\n".repeat(2));
    assertThat(perlAs(4242, "caps_; set_(1, 1, 0); set_(0, 0, 0); prctl_(24, 1)"))
        .isEqualTo(
            """
            e=0 p=0 i=0
            capset: Operation not permitted
            set
            prctl: Operation not permitted
            """);
  }

  @Test
  void theyFollowTheUser() throws Exception {
    assertThat(
            perl(
                "user_(0, 5, 0); caps_; user_(0, 0, 0); caps_; user_(5, 5, 5); caps_;"
                    + " user_(0, 0, 0); syscall(157, 39, 0, 0, 0, 0)"))
        .isEqualTo(
            """
            user 0 5 0
            e=0 p=a80425fb i=0
            user 0 0 0
            e=a80425fb p=a80425fb i=0
            user 5 5 5
            e=0 p=0 i=0
            setresuid: Operation not permitted
            """);
  }

  @Test
  void keptOnesMustBeRaisedBeforeTheyCount() throws Exception {
    assertThat(
            perl(
                "prctl_(8, 1); user_(5, 5, 5); caps_; user_(6, 6, 6); set_(0x80, 0x80, 0);"
                    + " user_(6, 6, 6); caps_; chown 7, 7, '/tmp' or print \"chown: $!\\n\""))
        .isEqualTo(
            """
            prctl 0
            user 5 5 5
            e=0 p=a80425fb i=0
            setresuid: Operation not permitted
            set
            user 6 6 6
            e=80 p=80 i=0
            chown: Operation not permitted
            """);
  }

  @Test
  void whatRootGaveUpItMayNotDo() throws Exception {
    assertThat(
            perl(
                "mkdir '/tmp/d'; chown 5, 5, '/tmp/d'; chmod 0700, '/tmp/d';"
                    + " my $rest = 0xa80425fb & ~0xb; set_($rest, $rest, 0);"
                    + " chown 7, 7, '/tmp' or print \"chown: $!\\n\";"
                    + " mkdir '/tmp/d/e' or print \"mkdir: $!\\n\";"
                    + " chmod 0755, '/tmp/d' or print \"chmod: $!\\n\";"
                    + " set_($rest | 1, $rest | 1, 0)"))
        .isEqualTo(
            """
            set
            chown: Operation not permitted
            mkdir: Permission denied
            chmod: Operation not permitted
            capset: Operation not permitted
            """);
  }

  @Test
  void aProgramCannotGainWhatTheBoundingSetLacks() throws Exception {
    assertThat(
            perl(
                "prctl_(23, 0); prctl_(24, 0); prctl_(23, 0); caps_;"
                    + " exec 'chown', '7', '/tmp'"))
        .isEqualTo(
            """
            prctl 1
            prctl 0
            prctl 0
            e=a80425fb p=a80425fb i=0
            chown: /tmp: Operation not permitted
            """);
  }

  @Test
  void ambientOnesReachTheProgramsOfOthers() throws Exception {
    assertThat(
            perl(
                "prctl_(47, 2, 0); set_(0xa80425fb, 0xa80425fb, 1); prctl_(28, 0x10);"
                    + " user_(5, 5, 5); prctl_(47, 2, 0); prctl_(47, 1, 0); set_(1, 1, 1);"
                    + " exec 'chown', '7', '/tmp'"))
        .isEqualTo(
            """
            prctl: Operation not permitted
            set
            prctl 0
            user 5 5 5
            prctl 0
            prctl 1
            set
            """);
    assertThat(root.shell("stat -c %u /tmp").stdout()).isEqualTo("7\n");
  }

  @Test
  void aFileGivesItsCapabilitiesToThoseWhoExecuteIt() throws Exception {
    assertThat(
            perl(
                "system 'cp', '/bin/busybox', '/tmp/chown'; my $v = pack 'V5', 0x2000001, 1, 0, 0,"
                    + " 0; my ($f, $n) = ('/tmp/chown', 'security.capability'); print syscall(188,"
                    + " $f, $n, $v, 20, 0), qq(\\n"
                    + "); user_(5, 5, 5); system '/tmp/chown', '7', '/tmp'; prctl_(39, 0);"
                    + " prctl_(38, 1); prctl_(39, 0); system '/tmp/chown', '8', '/tmp'"))
        .isEqualTo(
            """
            0
            user 5 5 5
            prctl 0
            prctl 0
            prctl 1
            chown: /tmp: Operation not permitted
            """);
    assertThat(root.shell("stat -c %u /tmp").stdout()).isEqualTo("7\n");
  }

  @Test
  void setprivSetsThemAsItIsAsked() throws Exception {
    root.copyProgram(Path.of("/usr/bin/setpriv"));
    assertThat(
            root.shell(
                    "/usr/bin/setpriv --bounding-set -chown chown 7 /tmp;"
                        + " /usr/bin/setpriv --reuid 5 --inh-caps +chown --ambient-caps +chown"
                        + " chown 8 /tmp && stat -c %u /tmp;"
                        + " /usr/bin/setpriv --reuid 5 --inh-caps -all chown 9 /tmp;"
                        + " /usr/bin/setpriv --reuid 5 chown 9 /tmp; stat -c %u /tmp")
                .stdout())
        .isEqualTo("8\n8\n");
  }

  @Test
  void onlyRootChangesItsRoot() throws Exception {
    assertThat(perlAs(4242, "chroot '/tmp' or print \"$!\\n\"; print chroot '/tmp' ? 1 : 0"))
        .isEqualTo("Operation not permitted\n0");
  }
}
