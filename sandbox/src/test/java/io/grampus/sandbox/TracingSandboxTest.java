package io.grampus.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.grampus.os.Architecture;
import io.grampus.os.LinuxSyscalls;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TracingSandboxTest {
  @TempDir private Path folder;
  private TestRoot root;

  @BeforeEach
  void makeRoot() throws Exception {
    assumeThat(Architecture.current())
        .as("programs are loaded for x86_64 only")
        .isEqualTo(Architecture.X86_64);
    root = new TestRoot(folder, new TracingSandbox(new LinuxSyscalls(), false));
  }

  private String output(String script) throws Exception {
    TestRoot.Result result = root.shellInPlace(script);
    return result.stdout() + result.stderr();
  }

  @Test
  void runsACommandAndStreamsWhatItWrites() throws Exception {
    TestRoot.Result result = root.shellInPlace("echo out; echo err >&2; exit 3");

    assertThat(result.stdout()).isEqualTo("out\n");
    assertThat(result.stderr()).isEqualTo("err\n");
    assertThat(result.status()).isEqualTo(new ExitStatus.Exited(3));
  }

  @Test
  void reportsTheSignalThatEndedTheCommand() throws Exception {
    assertThat(root.shellInPlace("kill -TERM $$").status()).isEqualTo(new ExitStatus.Signaled(15));
  }

  @Test
  void endsWhatTheCommandLeavesBehind() throws Exception {
    long start = System.nanoTime();

    assertThat(output("sleep 1000 & echo left")).isEqualTo("left\n");

    assertThat(System.nanoTime() - start).isLessThan(60_000_000_000L);
  }

  @Test
  void noPathLeadsOutOfTheRoot() throws Exception {
    Path outside = Files.writeString(folder.resolve("outside"), "secret\n");

    assertThat(
            output(
                "cat "
                    + outside
                    + " /../../../.."
                    + outside
                    + " /proc/self/root"
                    + outside
                    + " 2>/dev/null; ln -s "
                    + outside
                    + " /link; cat /link 2>/dev/null; cd /proc/self/root; pwd -P; cd -P ../..; pwd -P; ls -d"
                    + " bin"))
        .isEqualTo("/\n/\nbin\n");
  }

  @Test
  void seesWhatIsMountedThroughLinksAndDots() throws Exception {
    assertThat(
            output(
                "ln -s dev/null /n; ln -s ../dev /tmp/d; echo x >/n; echo y >/tmp/d/../dev/null;"
                    + " stat -c %t,%T /n -L; cat /tmp/d/null; cd /tmp/d/shm; pwd -P; ls -d ../null"))
        .isEqualTo("1,3\n/dev/shm\n../null\n");
  }

  @Test
  void whatIsMountedCannotBeRemovedOrReplaced() throws Exception {
    assertThat(
            output(
                "rm /dev/null; rmdir /proc; touch /tmp/f; mv /tmp/f /dev/zero; mv /sys /tmp; mkdir"
                    + " /proc; true"))
        .contains("'/dev/null': Device or resource busy")
        .contains("'/proc': Device or resource busy")
        .contains("Device or resource busy")
        .contains("'/proc': File exists");
  }

  @Test
  void executesScriptsByTheirInterpreters() throws Exception {
    root.addProgram(
        "/one",
        "#!/bin/sh -e\necho one $0 $@; readlink /proc/self/exe\n"
            .getBytes(StandardCharsets.US_ASCII));
    root.addProgram("/two", "#!/one word\n".getBytes(StandardCharsets.US_ASCII));
    root.addProgram("/three", "#!/no/such\n".getBytes(StandardCharsets.US_ASCII));

    assertThat(output("/one a b; cd /bin; ../two c; /three; echo $?; /etc; echo $?; /nothing"))
        .isEqualTo(
            """
            one /one a b
            /bin/busybox
            one /one word ../two c
            /bin/busybox
            127
            126
            sh: /three: not found
            sh: /etc: Permission denied
            sh: /nothing: not found
            """);
  }

  @Test
  void aPipeWaitsForItsOtherEndWhileAllElseGoesOn() throws Exception {
    assertThat(
            output(
                "mkfifo /tmp/p; (sleep 0.2; ls -d /tmp; echo through >/tmp/p) & cat /tmp/p; wait"))
        .isEqualTo("/tmp\nthrough\n");
  }

  @Test
  void aFileThatItsOwnerMayOnlyExecuteIsExecuted() throws Exception {
    assertThat(
            output("cp /bin/busybox /tmp/echo; chmod 111 /tmp/echo; /tmp/echo x; ls -l /tmp/echo"))
        .startsWith("x\n---x--x--x");
  }

  @Test
  void aRootOfItsOwnEntersWhatIsClosed() throws Exception {
    assertThat(output("mkdir -m 0 /tmp/c; cd /tmp/c && pwd && touch f && ls; stat -c %a /tmp/c"))
        .isEqualTo("/tmp/c\nf\n0\n");
  }

  @Test
  void stopsAndGoesOn() throws Exception {
    assertThat(
            output(
                "sh -c 'until [ -e /tmp/go ]; do :; done; echo woken' & kill -STOP $!; touch /tmp/go;"
                    + " for i in $(seq 20); do (true); done; echo first; kill -CONT $!; wait"))
        .isEqualTo("first\nwoken\n");
  }

  @Test
  void programsWithLibrariesRun() throws Exception {
    root.withPerl();

    assertThat(output("/usr/bin/perl -e 'print \"$^X $0\\n\"; exec \"/bin/echo\", \"next\"'"))
        .isEqualTo("/usr/bin/perl -e\nnext\n");
  }

  private String perl(String script, Mount... further) throws Exception {
    root.withPerl();
    root.addProgram("/script", ("$| = 1; " + script).getBytes(StandardCharsets.UTF_8));
    TestRoot.Result result = root.shellInPlace("/usr/bin/perl /script 2>&1", further);
    return result.stdout() + result.stderr();
  }

  @Test
  void onlyProcessesInsideAreReachedByTheirNumbers() throws Exception {
    Process outside = new ProcessBuilder("sleep", "1000").start();
    try {
      assertThat(
              perl(
                  """
                  sub try_ { print $_[0] < 0 ? "$!\\n" : "ok\\n" }
                  pipe(R, W); my $limit = pack('q2', 0, 0); my $set = pack('q', -1);
                  my $p = fork || do { sleep 1000 };
                  for my $id (%d, $p) {
                    try_(syscall(302, $id, 0, $limit, 0)); try_(syscall(203, $id, 8, $set));
                    try_(syscall(141, 0, $id, 1)); try_(syscall(72, fileno(R), 8, $id));
                    try_(syscall(434, $id, 0));
                  }
                  try_(syscall(141, 2, 0, 1)); try_(syscall(72, fileno(R), 15, 0)); kill 9, $p;
                  """
                      .formatted(outside.pid())))
          .isEqualTo(
              "No such process\n".repeat(5)
                  + "ok\n".repeat(5)
                  + "Operation not permitted\nInvalid argument\n");
    } finally {
      outside.destroy();
    }
  }

  @Test
  void aNewRootIsRefusedWithoutLookingOutside() throws Exception {
    Path outside = Files.createDirectory(folder.resolve("outside"));

    assertThat(
            perl("for ('" + outside + "', '/tmp', '/etc/passwd') { chroot $_ or print \"$!\\n\" }"))
        .isEqualTo("No such file or directory\nOperation not permitted\nNot a directory\n");
  }

  @Test
  void linksBehindLinksOfProcLeadToFilesInside() throws Exception {
    Path outside = Files.writeString(folder.resolve("outside"), "secret\n");

    assertThat(
            output(
                    "ln -s / /x; echo inside >/etc/which; exec 5</tmp; cd /tmp; for p in self $$"
                        + " $$/task/$$; do cat /proc/$p/cwd/../x/etc/which; cat /proc/$p/cwd/../x"
                        + outside
                        + " 2>/dev/null; echo changed 2>/dev/null >/proc/$p/cwd/../x"
                        + outside
                        + "; done; cd /; cat /proc/$$/cwd/x/etc/which /proc/$$/fd/5/../x/etc/which;"
                        + " cat /proc/$$/cwd/x"
                        + outside
                        + " 2>/dev/null")
                .replaceAll("sh: can't create [^\n]*\n", ""))
        .isEqualTo("inside\n".repeat(5));
    assertThat(outside).hasContent("secret");
  }

  @Test
  void linksOfProcAreLinks() throws Exception {
    assertThat(
            output(
                "cd /tmp; ls -d /proc/self/cwd/../tmp; stat -c %F /proc/self; readlink"
                    + " /proc/mounts; readlink /proc/self/cwd; cat /proc/self/comm"))
        .isEqualTo("/proc/self/cwd/../tmp\nsymbolic link\nself/mounts\n/tmp\ncat\n");
  }

  @Test
  void aRemovedDirectoryLeadsToProc() throws Exception {
    assertThat(
            output(
                "mkdir /tmp/g; cd /tmp/g; rmdir /tmp/g; cat ../../proc/self/comm; chown 7"
                    + " ../../etc/passwd; stat -c %u /etc/passwd"))
        .isEqualTo("cat\n7\n");
  }

  @Test
  void socketsAreBoundInsideOnly() throws Exception {
    Path outside = Files.createDirectory(folder.resolve("outside"));

    assertThat(
            perl(
                "socket(S, 1, 1, 0); for ('"
                    + outside
                    + "/s', '/dev/null', '/tmp/s') { print bind(S, pack('Sa*', 1, \"$_\\0\")) ?"
                    + " \"bound\\n\" : \"$!\\n\" }"))
        .isEqualTo("No such file or directory\nAddress already in use\nbound\n");
    assertThat(outside).isEmptyDirectory();
  }

  @Test
  void whatAProcessHidesFromOthersHidesNoPaths() throws Exception {
    assertThat(
            perl(
                "print syscall(157, 4, 0, 0, 0), -e '/etc/passwd' ? 'seen' : $!, \"\\n\";"
                    + " syscall(447, 0); print \"$!\\n\""))
        .isEqualTo("0seen\nFunction not implemented\n");
  }

  @Test
  void longWaysLeadSomewhereOrAreTooLong() throws Exception {
    assertThat(
            perl(
                "for (0..9) { mkdir 'd' x 210; chdir 'd' x 210 or die }; my $up = '../' x 700;"
                    + " print -e \"${up}etc/passwd\" ? 'found' : $!, \"\\n\"; chdir \"${up}tmp\""
                    + " or print $!; print readlink('/proc/self/cwd'), \"\\n\"; symlink '/proc/' ."
                    + " './' x 2044, '/one'; symlink 'one/' . './' x 2045, '/two'; print -e"
                    + " '/two/self/status/' ? 'found' : $!, \"\\n\";"))
        .isEqualTo("found\n/tmp\nFile name too long\n");
  }

  @Test
  void aCarriageReturnIsPartOfAnInterpretersName() throws Exception {
    root.addProgram("/dos", "#!/bin/sh\r\necho no\n".getBytes(StandardCharsets.US_ASCII));
    root.addProgram("/blank", "#! \t/bin/echo \t a b \t \n".getBytes(StandardCharsets.US_ASCII));

    assertThat(output("/dos; echo $?; /blank")).isEqualTo("127\na b /blank\nsh: /dos: not found\n");
  }

  /** A program with its code in the first segment and another header beside it. */
  private static byte[] program(String code, int type, int flags, long address, long size) {
    byte[] instructions = HexFormat.of().parseHex(code);
    ByteBuffer file = ByteBuffer.allocate(8192).order(ByteOrder.LITTLE_ENDIAN);
    file.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0}).putLong(0);
    file.putShort((short) 2).putShort((short) 62).putInt(1);
    file.putLong(0x401000).putLong(64).putLong(0).putInt(0);
    file.putShort((short) 64).putShort((short) 56).putShort((short) 2);
    file.putShort((short) 64).putShort((short) 0).putShort((short) 0);
    file.putInt(1).putInt(5).putLong(4096).putLong(0x401000).putLong(0x401000);
    file.putLong(instructions.length).putLong(instructions.length).putLong(4096);
    file.putInt(type).putInt(flags).putLong(0x10).putLong(address).putLong(address);
    file.putLong(0).putLong(size).putLong(4096);
    return file.position(4096).put(instructions).array();
  }

  @Test
  void programsFor32BitsAreNamedByTheirPathInside() throws Exception {
    byte[] old = Arrays.copyOf(HexFormat.of().parseHex("7f454c4601010100"), 64);
    root.addProgram("/old", old);

    assertThat(output("/old")).contains("grampus: /old is a 32-bit program; only 64-bit programs");
  }

  @Test
  void segmentsWithoutContentBeginWithTheirPage() throws Exception {
    String exitWithTheFirstWord = "8b3c2510204000b83c0000000f05";
    root.addProgram("/zeros", program(exitWithTheFirstWord, 1, 6, 0x402010, 0x100));

    assertThat(output("/zeros; echo $?")).isEqualTo("0\n");
  }

  @Test
  void stacksAreExecutableWhereTheProgramWantsThem() throws Exception {
    String exitOnTheStack = "48b831ff6a3c580f059050ffe4";
    int stack = 0x6474e551;
    root.addProgram("/trampoline", program(exitOnTheStack, stack, 7, 0, 0));

    assertThat(output("/trampoline; echo $?")).isEqualTo("0\n");
  }

  @Test
  void interpretersAreLoadedAboveWhatSanitizersUse() throws Exception {
    assertThat(perl("open(M, '/proc/self/maps'); for (<M>) { print \"$1\\n\" if /^(..).*\\/ld-/ }"))
        .startsWith("7e\n");
  }

  @Test
  void whatIsAboveAMountIsWhereItWasMoved() throws Exception {
    Path outside = Files.writeString(folder.resolve("outside"), "secret\n");
    Path cache = Files.createDirectory(folder.resolve("cache"));
    root.shellInPlace("mkdir -p /var/cache/apt");

    TestRoot.Result result =
        root.shellInPlace(
            "mv /var /v; mkdir /var; ln -s / /var/cache; cat /v/cache/apt/.."
                + outside
                + "; ls /v/cache/apt/..",
            new Mount.Bind(cache, "/var/cache/apt", false));

    assertThat(result.stdout()).isEqualTo("apt\n");
  }

  @Test
  void noFileIsInTwoMounts() throws Exception {
    Path cache = Files.createDirectory(folder.resolve("cache"));
    root.shellInPlace("mkdir /m; echo x >/f");

    assertThat(
            perl(
                "print \"$!\\n\" unless link('/f', '/m/f'); print \"$!\\n\" unless rename('/f',"
                    + " '/m/f'); rename('/f', '/g') or print $!; link('/g', '/h') or print $!",
                new Mount.Bind(cache, "/m", false)))
        .isEqualTo("Invalid cross-device link\n".repeat(2));
  }

  @Test
  void rootTruncatesAndWatchesWhatAModeClosesToIt() throws Exception {
    assertThat(
            perl(
                "my $f = '/tmp/f'; open(F, '>', $f); print F 'four'; close(F); chmod 0, $f;"
                    + " truncate($f, 1) or print $!; print -s $f, \"\\n\"; my $q = syscall(253);"
                    + " print syscall(254, $q, $f, 2), \"\\n\"; printf \"%o\\n\", (stat $f)[2] &"
                    + " 0777"))
        .isEqualTo("1\n1\n0\n");
  }

  @Test
  void aDirectoryMayBeRenamedWhileItIsEntered() throws Exception {
    assertThat(
            perl(
                "mkdir '/tmp/a'; my $p = fork; if (!$p) { while (1) { rename '/tmp/a', '/tmp/b';"
                    + " rename '/tmp/b', '/tmp/a' } } for (1..3000) { chdir '/tmp/a'; chdir '/' }"
                    + " kill 9, $p; print \"done\\n\""))
        .isEqualTo("done\n");
  }

  @Test
  void theControllingTerminalIsTheProcessesOwn() throws Exception {
    assertThat(
            perl(
                "sysopen(M, '/dev/ptmx', 2) or die; my $n = pack('i', 0); ioctl(M, 0x40045431,"
                    + " $n) or die; ioctl(M, 0x80045430, $n) or die; my $p = unpack('i', $n); if"
                    + " (!fork) { syscall(112); open(T, '>', '/dev/tty') or print \"$!\\n\";"
                    + " sysopen(S, \"/dev/pts/$p\", 2) or die \"slave $!\"; ioctl(S, 0x540E, 0) or"
                    + " die; open(T, '>', '/dev/tty') or die \"tty $!\"; syswrite T, 'mine'; exit }"
                    + " wait; sysread(M, my $x, 4); print \"$x\\n\""))
        .isEqualTo("No such device or address\nmine\n");
  }

  @Test
  void aConnectionWaitsForItsTurnWhileAllElseGoesOn() throws Exception {
    assertThat(
            perl(
                "my $a = pack('Sa*', 1, \"/tmp/s\\0\"); socket(S, 1, 1, 0); bind(S, $a) or die;"
                    + " listen(S, 1); for (1..4) { if (!fork) { alarm 20; socket(C, 1, 1, 0);"
                    + " connect(C, $a) or print \"$!\\n\"; exit } } alarm 20; select(undef, undef,"
                    + " undef, 0.3); open(F, '/etc/passwd') or die; for (1..4) { accept(A, S) }"
                    + " 1 while wait > 0; print \"done\\n\""))
        .isEqualTo("done\n");
  }
}
