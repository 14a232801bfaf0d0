package io.grampus.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.grampus.os.LinuxSyscalls;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Extended attributes and access control lists that the kernel refuses to a namespace's root. */
class EmulatedAttributesTest {
  /** Attributes as a program without a library sees them; x86_64 numbers of the calls. */
  private static final String ATTRIBUTES =
      """
      sub set_ { my ($f, $n, $v) = @_; my $r = syscall(188, $f, $n, $v, length $v, 0);
        print $r == 0 ? "set\\n" : "set: $!\\n" }
      sub get_ { my ($f, $n) = @_; my $b = "\\0" x 4096; my $r = syscall(191, $f, $n, $b, 4096);
        print $r < 0 ? "get: $!\\n" : "got " . substr($b, 0, $r) . "\\n" }
      sub remove_ { my ($f, $n) = @_; print syscall(197, $f, $n) == 0 ? "removed\\n" : "remove: $!\\n" }
      sub list_ { my $f = shift; my $b = "\\0" x 4096; my $r = syscall(194, $f, $b, 4096);
        print "list ", join(" ", sort split /\\0/, substr($b, 0, $r)), "\\n" }
      sub acl_ { my ($f, $n, @e) = @_; my $v = pack "V", 2;
        $v .= pack "vvV", @$_ for @e; set_($f, $n, $v) }
      sub show_ { my ($f, $n) = @_; my $b = "\\0" x 4096; my $r = syscall(191, $f, $n, $b, 4096);
        if ($r < 0) { print "get: $!\\n"; return }
        my @l; for (my $i = 4; $i < $r; $i += 8) {
          my ($t, $p, $id) = unpack "vvV", substr $b, $i, 8;
          push @l, $id == 4294967295 ? "$t:$p" : "$t:$p:$id" }
        print "list @l\\n" }
      sub mode_ { printf "%s %o\\n", $_, (stat)[2] & 07777 for @_ }
      my $a = "system.posix_acl_access"; my $d = "system.posix_acl_default";
      """;

  @TempDir private Path folder;
  private TestRoot root;

  @BeforeEach
  void makeRoot() throws Exception {
    root = new TestRoot(folder, new UserNamespaceSandbox(new LinuxSyscalls())).withPerl();
    root.shell("chmod 1777 /tmp; touch /tmp/f; mkdir /tmp/d");
  }

  private String perl(String script) throws Exception {
    return root.perl(Identity.ROOT, ATTRIBUTES + script);
  }

  private String perlAs(int uid, String script) throws Exception {
    return root.perl(new Identity(uid, uid + 1, java.util.List.of(uid + 1)), ATTRIBUTES + script);
  }

  @Test
  void keepsTrustedAttributesFromOneRunToTheNext() throws Exception {
    assertThat(
            perl(
                "set_('/tmp/f', 'trusted.a', 'one'); set_('/tmp/f', 'user.b', 'two');"
                    + " get_('/tmp/f', 'trusted.a'); list_('/tmp/f')"))
        .isEqualTo("set\nset\ngot one\nlist trusted.a user.b\n");
    assertThat(
            perl(
                "get_('/tmp/f', 'trusted.a'); remove_('/tmp/f', 'trusted.a');"
                    + " get_('/tmp/f', 'trusted.a'); remove_('/tmp/f', 'trusted.a');"
                    + " list_('/tmp/f')"))
        .isEqualTo(
            "got one\nremoved\nget: No data available\nremove: No data available\nlist user.b\n");
  }

  @Test
  void showsTrustedAttributesToRootOnly() throws Exception {
    perl("set_('/tmp/f', 'trusted.a', 'one'); chmod 0666, '/tmp/f'");
    assertThat(
            perlAs(
                4242,
                "get_('/tmp/f', 'trusted.a'); set_('/tmp/f', 'trusted.a', 'x');"
                    + " remove_('/tmp/f', 'trusted.a'); list_('/tmp/f')"))
        .isEqualTo(
            """
            get: No data available
            set: Operation not permitted
            remove: Operation not permitted
            list\s
            """);
  }

  @Test
  void keepsSecurityAttributesThatTheKernelRefuses() throws Exception {
    assertThat(
            perl(
                "set_('/tmp/f', 'security.ima', 'x'); get_('/tmp/f', 'security.ima');"
                    + " list_('/tmp/f')"))
        .isEqualTo("set\ngot x\nlist security.ima\n");
    assertThat(perlAs(4242, "get_('/tmp/f', 'security.ima'); set_('/tmp/f', 'security.ima', 'y')"))
        .isEqualTo("got x\nset: Operation not permitted\n");
  }

  @Test
  void hidesTheAttributeThatKeepsTheOwner() throws Exception {
    assertThat(
            perl(
                "chown 7, 8, '/tmp/f'; my $o = 'user.rootlesscontainers'; get_('/tmp/f', $o);"
                    + " list_('/tmp/f'); set_('/tmp/f', $o, 'mine'); get_('/tmp/f', $o);"
                    + " list_('/tmp/f'); my @s = stat '/tmp/f'; print \"$s[4] $s[5]\\n\""))
        .isEqualTo(
            """
            get: No data available
            list\s
            set
            got mine
            list user.rootlesscontainers
            7 8
            """);
  }

  @Test
  void otherUsersNeedTheModesGrantForUserAttributes() throws Exception {
    perl("set_('/tmp/f', 'user.a', 'one'); chmod 0640, '/tmp/f'");
    assertThat(perlAs(4242, "get_('/tmp/f', 'user.a'); set_('/tmp/f', 'user.a', 'x')"))
        .isEqualTo("get: Permission denied\nset: Permission denied\n");
    perl("chmod 0644, '/tmp/f'");
    assertThat(perlAs(4242, "get_('/tmp/f', 'user.a'); remove_('/tmp/f', 'user.a')"))
        .isEqualTo("got one\nremove: Permission denied\n");
  }

  @Test
  void keepsAnAccessControlListThatNamesOtherIds() throws Exception {
    String set =
        "acl_('/tmp/f', $a, [1,6,-1], [2,4,4242], [4,4,-1], [8,6,42], [16,6,-1], [32,0,-1]);";
    assertThat(perl(set + "show_('/tmp/f', $a); list_('/tmp/f'); mode_('/tmp/f')"))
        .isEqualTo(
            """
            set
            list 1:6 2:4:4242 4:4 8:6:42 16:6 32:0
            list system.posix_acl_access
            /tmp/f 660
            """);
    assertThat(perl("chmod 0604, '/tmp/f'; show_('/tmp/f', $a)"))
        .isEqualTo("list 1:6 2:4:4242 4:4 8:6:42 16:0 32:4\n");
    assertThat(perl("remove_('/tmp/f', $a); show_('/tmp/f', $a); mode_('/tmp/f')"))
        .isEqualTo("removed\nget: No data available\n/tmp/f 604\n");
  }

  @Test
  void aListForRootOnlyReplacesOneThatNamesOthers() throws Exception {
    assertThat(
            perl(
                "acl_('/tmp/f', $a, [1,6,-1], [2,4,4242], [4,4,-1], [16,6,-1], [32,0,-1]);"
                    + " acl_('/tmp/f', $a, [1,6,-1], [2,7,0], [4,4,-1], [16,7,-1], [32,4,-1]);"
                    + " show_('/tmp/f', $a); list_('/tmp/f');"
                    + " acl_('/tmp/f', $a, [1,6,-1], [4,4,-1], [32,4,-1]);"
                    + " show_('/tmp/f', $a); mode_('/tmp/f')"))
        .isEqualTo(
            """
            set
            set
            list 1:6 2:7:0 4:4 16:7 32:4
            list system.posix_acl_access
            set
            get: No data available
            /tmp/f 644
            """);
  }

  @Test
  void refusesWhatIsNoList() throws Exception {
    assertThat(
            perl(
                "acl_('/tmp/f', $a, [1,6,-1], [2,4,4242], [4,4,-1], [32,0,-1]);"
                    + " acl_('/tmp/f', $d, [1,6,-1], [2,4,4242], [4,4,-1], [16,6,-1], [32,0,-1])"))
        .isEqualTo("set: Invalid argument\nset: Permission denied\n");
    assertThat(
            perlAs(
                4242, "acl_('/tmp/f', $a, [1,6,-1], [2,4,4242], [4,4,-1], [16,6,-1], [32,0,-1])"))
        .isEqualTo("set: Operation not permitted\n");
  }

  @Test
  void filesInheritTheDefaultListOfTheirDirectory() throws Exception {
    String made =
        perl(
            """
            acl_('/tmp/d', $d, [1,7,-1], [2,7,4242], [4,5,-1], [16,7,-1], [32,0,-1]);
            umask 077;
            open my $f, '>', '/tmp/d/f'; mkdir '/tmp/d/e', 0755; symlink 'x', '/tmp/d/l';
            show_('/tmp/d/f', $a); show_('/tmp/d/e', $a); show_('/tmp/d/e', $d);
            mode_('/tmp/d/f', '/tmp/d/e');
            """);
    assertThat(made)
        .isEqualTo(
            """
            set
            list 1:6 2:7:4242 4:5 16:6 32:0
            list 1:7 2:7:4242 4:5 16:5 32:0
            list 1:7 2:7:4242 4:5 16:7 32:0
            /tmp/d/f 660
            /tmp/d/e 750
            """);
    assertThat(perl("umask 077; mkdir '/tmp/d/e/g', 0777; show_('/tmp/d/e/g', $d)"))
        .isEqualTo("list 1:7 2:7:4242 4:5 16:7 32:0\n");
  }

  @Test
  void aListDecidesWhatOtherUsersMayDo() throws Exception {
    perl(
        """
        acl_('/tmp/f', $a, [1,6,-1], [2,6,4242], [2,0,4250], [4,4,-1], [16,6,-1], [32,4,-1]);
        acl_('/tmp/d', $a, [1,7,-1], [4,5,-1], [8,7,4243], [16,7,-1], [32,0,-1]);
        """);
    String use =
        "print open(my $f, '>>', '/tmp/f') ? 'write' : $!; print open(my $g, '<', '/tmp/f') ? '"
            + " read' : \" $!\"; print mkdir(\"/tmp/d/$$\") ? ' make' : \" $!\"";
    assertThat(perlAs(4242, use)).isEqualTo("write read make");
    assertThat(perlAs(4250, use))
        .isEqualTo("Permission denied Permission denied Permission denied");
    assertThat(perlAs(4260, use)).isEqualTo("Permission denied read Permission denied");
  }
}
