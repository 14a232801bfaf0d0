package io.grampus.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.grampus.os.LinuxSyscalls;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What processes of several users may do to one another, and programs that start others. */
class EmulatedProcessesTest {
  @TempDir private Path folder;
  private TestRoot root;

  @BeforeEach
  void makeRoot() throws Exception {
    root = new TestRoot(folder, new UserNamespaceSandbox(new LinuxSyscalls())).withPerl();
    root.shell("chmod 1777 /tmp");
  }

  private String perl(String script) throws Exception {
    return root.perl(Identity.ROOT, script);
  }

  /** Two processes that wait, of users 5 and 6, and one of user 5 that runs the script. */
  private static String amongOthers(String script) {
    return """
    sub as_ { my ($u, $f) = @_; my $p = fork; return $p if $p; syscall(117, $u, $u, $u); $f->(); exit }
    sub try_ { print $_[0] < 0 ? "$!\\n" : "ok\\n" }
    my $mine = as_(5, sub { setpgrp; sleep 60 }); my $other = as_(6, sub { setpgrp; sleep 60 });
    select undef, undef, undef, 0.2;
    waitpid as_(5, sub {%s}), 0; select undef, undef, undef, 0.2;
    print waitpid($mine, 1) ? "mine ended\\n" : "mine runs\\n";
    print waitpid($other, 1) ? "other ended\\n" : "other runs\\n";
    print kill(9, $mine, $other), "\\n";
    """
        .formatted(script);
  }

  @Test
  void nobodyButRootSignalsTheProcessesOfOthers() throws Exception {
    assertThat(
            perl(
                amongOthers(
                    "try_(syscall(62, $other, 15)); try_(syscall(62, 1, 0));"
                        + " try_(syscall(200, $other, 15)); try_(syscall(234, $other, $other, 15));"
                        + " my $info = pack 'iiix116', 15, 0, -1;"
                        + " try_(syscall(129, $other, 15, $info));"
                        + " my $fd = syscall(434, $other, 0); try_(syscall(424, $fd, 15, 0, 0));"
                        + " try_(syscall(62, 4711, 15)); try_(syscall(62, $mine, 0));"
                        + " try_(syscall(62, $mine, 9))")))
        .isEqualTo(
            """
            Operation not permitted
            Operation not permitted
            Operation not permitted
            Operation not permitted
            Operation not permitted
            Operation not permitted
            No such process
            ok
            ok
            mine ended
            other runs
            1
            """);
  }

  @Test
  void aSignalToAllReachesThoseOfTheUserOnly() throws Exception {
    assertThat(
            perl(
                amongOthers(
                    "try_(syscall(62, -1, 9)); select undef, undef, undef, 0.2;"
                        + " try_(syscall(62, -$other, 9))")))
        .isEqualTo("ok\nOperation not permitted\nmine ended\nother runs\n1\n");
  }

  @Test
  void aSetuidProgramThatCannotBeExecutedChangesNothing() throws Exception {
    assertThat(
            perl(
                """
                open my $f, '>', '/tmp/broken'; print $f "\\x7fELF\\2\\1\\1no program"; close $f;
                chmod 04755, '/tmp/broken';
                syscall(117, 5, 5, 5);
                my $file = '/tmp/broken'; my $words = pack 'Pj', $file, 0;
                syscall(59, $file, $words, 0) < 0 and print "$!\\n";
                print syscall(107), " ", syscall(102), "\\n";
                if (!fork) { print syscall(107), "\\n"; exec 'id', '-u' }
                wait;
                print mkdir('/etc/d') ? 'made' : $!;
                """))
        .isEqualTo("Exec format error\n5 5\n5\n5\nPermission denied");
  }

  @Test
  void aSetuidProgramThatIsExecutedKeepsItsUserInWhatItStarts() throws Exception {
    root.shell("cp /usr/bin/perl /tmp/perl; chmod 4755 /tmp/perl");
    assertThat(
            root.shellAs(
                5,
                5,
                "/tmp/perl -e '$| = 1; print qq($> $<\n"
                    + "); if (!fork) { print qq($> $<\n"
                    + "); exit } wait; $ENV{PATH} = q(/bin); exec q(/usr/bin/perl), q(-e), q(print"
                    + " $>, $<)'"))
        .isEqualTo("0 5\n0 5\n05");
  }

  @Test
  void socketsBelongToTheUserAlsoBelowAnotherRootAndFromOtherThreads() throws Exception {
    assertThat(
            perl(
                """
                sub bind_ { my $s = shift; my $fd = syscall(41, 1, 1, 0);
                  my $a = pack "S", 1; $a .= "$s\\0"; syscall(49, $fd, $a, length $a) == 0 or print "$!\\n" }
                mkdir '/tmp/r'; mkdir '/tmp/r/d'; chmod 0777, '/tmp/r/d';
                if (!fork) { chroot '/tmp/r'; chdir '/d'; syscall(117, 5, 5, 5); bind_('/d/s'); bind_('t'); exit }
                wait;
                print((stat $_)[4], "\\n") for '/tmp/r/d/s', '/tmp/r/d/t';
                """))
        .isEqualTo("5\n5\n");
  }

  @Test
  void onlyRootMayTakeALowPort() throws Exception {
    String bind =
        "my $fd = syscall(41, 2, 1, 0); my $a = pack 'Snx12', 2, %d;"
            + " print syscall(49, $fd, $a, 16) == 0 ? 'bound' : $!";
    SandboxSpec spec = root.spec(List.of("/usr/bin/perl", "-e", bind.formatted(80)), Identity.ROOT);
    assertThat(root.run(TestRoot.withoutNetwork(spec)).stdout()).isEqualTo("bound");
    Identity other = new Identity(5, 5, List.of());
    SandboxSpec asOther = root.spec(List.of("/usr/bin/perl", "-e", bind.formatted(80)), other);
    assertThat(root.run(TestRoot.withoutNetwork(asOther)).stdout()).isEqualTo("Permission denied");
    SandboxSpec high = root.spec(List.of("/usr/bin/perl", "-e", bind.formatted(8080)), other);
    assertThat(root.run(TestRoot.withoutNetwork(high)).stdout()).isEqualTo("bound");
  }

  @Test
  void goesOnUnderAStormOfSignalsThatRestartCalls() throws Exception {
    root.copyFolder(Path.of("/usr/lib/x86_64-linux-gnu/perl-base"));
    assertThat(
            perl(
                """
                use POSIX;
                sigaction(SIGURG, POSIX::SigAction->new(sub { $n++ }, POSIX::SigSet->new, SA_RESTART));
                my $p = fork; if (!$p) { my $parent = getppid; for (1 .. 20000) { kill 'URG', $parent } exit }
                for (1 .. 500) { mkdir "/tmp/$_"; chown $_, $_, "/tmp/$_"; (stat "/tmp/$_")[4] == $_ or print "wrong $_\\n" }
                while (waitpid($p, 0) != $p) { } print $n > 0 ? "interrupted\\n" : "quiet\\n";
                """))
        .isEqualTo("interrupted\n");
  }

  @Test
  void programsThatShareTheirParentsMemoryStart() throws Exception {
    assertThat(
            root.shellAs(
                5,
                5,
                "cd /tmp; touch 1 2 3; find . -type f -exec id -u \\; ; ls | xargs stat -c %u"))
        .isEqualTo("5\n".repeat(6));
  }

  @Test
  void thereIsNoWayAroundTheFilter() throws Exception {
    assertThat(
            perl(
                "my $p = 'x' x 120; for (425, 426, 427) { syscall($_, 1, $p, 0, 0, 0) < 0 and print"
                    + " \"$!\\n"
                    + "\" }"))
        .isEqualTo("Function not implemented\n".repeat(3));
  }

  /** An i386 program that makes exit(7): an ELF header, a program header, 12 bytes of code. */
  private static final String FOR_32_BITS =
      "7f454c460101010000000000000000000200030001000000548004083400000000000000000000003400200001"
          + "000000000000000100000000000000008004080080040860000000600000000500000000100000"
          + "b801000000bb07000000cd80";

  @Test
  void saysWhyA32BitProgramIsNotExecuted() throws Exception {
    root.addProgram("/bin/old", HexFormat.of().parseHex(FOR_32_BITS));
    assertThat(
            perl(
                "my ($f, $w) = ('/bin/old', pack 'j', 0);"
                    + " syscall(59, $f, $w, 0) < 0 and print \"$!\\n\""))
        .isEqualTo(
            """
            Exec format error
            grampus: /bin/old is a 32-bit program; only 64-bit programs can be executed
            """);
    TestRoot.Result first = root.run(root.spec(List.of("/bin/old"), Identity.ROOT));
    assertThat(first.status().success()).isFalse();
    assertThat(first.stderr()).contains("grampus: /bin/old is a 32-bit program");
  }

  @Test
  void theDirectoryOfProcessesIsRoots() throws Exception {
    assertThat(root.shell("stat -c '%u %g' /proc /proc/").stdout()).isEqualTo("0 0\n0 0\n");
  }
}
