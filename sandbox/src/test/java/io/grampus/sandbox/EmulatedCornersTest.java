package io.grampus.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.grampus.os.Architecture;
import io.grampus.os.LinuxSyscalls;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ways to files that few programs take: of those that others than root are refused everywhere, none
 * may be open. Perl makes calls by their number on x86_64.
 */
class EmulatedCornersTest {
  private static final Identity APP = new Identity(4242, 4243, List.of(4243));

  @TempDir private Path folder;
  private TestRoot root;

  @BeforeEach
  void makeRoot() throws Exception {
    assumeTrue(Architecture.current() == Architecture.X86_64, "calls by the numbers of x86_64");
    root = new TestRoot(folder, new UserNamespaceSandbox(new LinuxSyscalls())).withPerl();
    root.shell(
        "chmod 1777 /tmp; mkdir -m 700 /secret; cp /bin/busybox /secret/id;"
            + " echo x > /etc/shadow; chmod 600 /etc/shadow; echo x > /tmp/common; chmod 666 /tmp/common;"
            + " cp /usr/bin/perl /bin/becoming; chmod 4755 /bin/becoming");
  }

  /** What the script prints, its calls' errors among it. */
  private String perl(Identity who, String script) throws Exception {
    return root.perl(
        who,
        "sub call { $! = 0; my $result = syscall($_[0], @_[1 .. $#_]); print $result < 0 ? \"$!\\n\" : \"$result\\n\" } "
            + script);
  }

  @Test
  void refusesDescriptorsThatNobodyHas() throws Exception {
    String script =
        "my ($x, $b) = ('x', ' ' x 256); call(262, -2147483648, $x, $b, 0); "
            + "call(258, -2147483648, $x, 0755); call(196, -2147483648, 0, 0); call(196, -100, 0, 0); ";
    String refused = "Bad file descriptor\n".repeat(4);
    assertThat(perl(Identity.ROOT, script)).isEqualTo(refused);
    assertThat(perl(APP, script)).isEqualTo(refused);
  }

  @Test
  void letsOnlyRootRestrictTheWayOfAnOpen() throws Exception {
    String script =
        "my ($path, $how) = ('tmp/made', pack('Q3', 0102, 0644, 8)); "
            + "opendir my $d, '/'; call(437, fileno $d, $path, $how, 24); ";
    assertThat(perl(APP, script)).isEqualTo("Function not implemented\n");
    assertThat(perl(Identity.ROOT, script)).matches("[0-9]+\n");
  }

  /** The length of the address need not count the NUL behind the path: unix(7). */
  @Test
  void givesSocketsTheirOwnerWhateverEndsTheirPath() throws Exception {
    String script =
        "socket my $s, 1, 1, 0; my $a = pack 'S a*', 1, '%s'; call(49, fileno $s, $a, length $a); "
            + "print join(':', (stat '%s')[4, 5]), \"\\n\"; ";
    assertThat(perl(APP, script.replace("%s", "/tmp/s"))).isEqualTo("0\n4242:4243\n");
    assertThat(perl(APP, script.replace("%s", "/etc/s"))).isEqualTo("Permission denied\n\n");
  }

  @Test
  void keepsOwnersFromThoseWhoWriteAttributesOfThatName() throws Exception {
    assertThat(
            perl(
                APP,
                "chdir '/tmp'; open F, '>', 'own'; "
                    + "my ($own, $name, $v) = ('/proc/self/cwd/own', 'user.rootlesscontainers', 'x'); "
                    + "call(188, $own, $name, $v, 1, 0); call(197, $own, $name); "
                    + "my ($secret, $other) = ('/secret/id', 'user.x'); "
                    + "call(188, $secret, $other, $v, 1, 0); "
                    + "print join(':', (stat 'own')[4, 5]), \"\\n\"; "))
        .isEqualTo("0\n0\nPermission denied\n4242:4243\n");
  }

  @Test
  void leadsThroughProcWhereEveryOtherPathLeads() throws Exception {
    assertThat(
            root.shellAs(
                4242,
                4243,
                "cd /tmp; cat /proc/self/root/etc/shadow; cat /proc/thread-self/root/secret/id;"
                    + " cat /proc/$$/root/etc/shadow; echo x > /proc/self/cwd/made;"
                    + " ls -ln made | head -c 29; echo; readlink /proc/self/cwd;"
                    + " cd /etc; echo x > /proc/self/cwd/made; cat /proc/self/cwd/passwd | head -n 1"))
        .isEqualTo(
            """
            -rw-r--r--    1 4242     4243
            /tmp
            root:x:0:0::/:/bin/sh
            cat: can't open '/proc/self/root/etc/shadow': Permission denied
            cat: can't open '/proc/thread-self/root/secret/id': Permission denied
            cat: can't open '/proc/1/root/etc/shadow': Permission denied
            sh: can't create /proc/self/cwd/made: Permission denied
            """);
  }

  @Test
  void executesDescriptorsAsItDoesPaths() throws Exception {
    String execute =
        "my ($path, $argv, $envp) = ('%s', pack('p4', 'perl', '-e', 'print $>, $<', undef), pack('p', undef)); "
            + "my $fd = -100; if ($path eq '') { open F, '<', '/bin/becoming'; $fd = fileno F } "
            + "call(322, $fd, $path, $argv, $envp, 0x1000); ";
    assertThat(perl(APP, execute.formatted(""))).isEqualTo("04242");
    assertThat(perl(APP, execute.formatted("/secret/id"))).isEqualTo("Permission denied\n");
  }

  @Test
  void letsOnlyOwnersSetAnyTimeOfAnOpenFile() throws Exception {
    assertThat(
            perl(
                APP,
                "open F, '+<', '/tmp/common' or die; my $times = pack 'q4', 1, 0, 1, 0; "
                    + "call(280, fileno F, 0, $times, 0); call(280, fileno F, 0, 0, 0); "
                    + "open G, '>', '/tmp/own'; call(280, fileno G, 0, $times, 0); "
                    + "call(280, -100, 0, $times, 0); "))
        .isEqualTo("Operation not permitted\n0\n0\nBad address\n");
  }

  /** What is removed between being found and being opened must not become root's. */
  @Test
  void createsLockFilesOfTheirUserHoweverOftenTheyAreRemoved() throws Exception {
    String script =
        "my @children = map { my $child = fork; if (!$child) { for (1..3000) { "
            + "sysopen my $f, '/tmp/lock', 0102 or die $!; "
            + "my $owner = (stat $f)[4]; $owner == 4242 or die \"owner $owner\"; unlink '/tmp/lock' } "
            + "exit } $child } 1..3; for (@children) { waitpid $_, 0; print $?, \"\\n\" } ";
    assertThat(perl(APP, script)).isEqualTo("0\n0\n0\n");
  }

  @Test
  void knowsNoMarkThatLetsAnOpenPass() throws Exception {
    assertThat(perl(APP, "my $path = '/etc/shadow'; call(257, -100, $path, 0, 0, 0, 0x6772616d); "))
        .isEqualTo("Permission denied\n");
  }
}
