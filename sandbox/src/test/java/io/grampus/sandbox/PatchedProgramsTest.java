package io.grampus.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.grampus.os.Architecture;
import io.grampus.os.LinuxSyscalls;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Programs that make so many calls that their code is changed to answer them. */
class PatchedProgramsTest {
  /** Makes a Perl script's process one whose code is changed. */
  private static final String MANY = "stat '/etc/passwd' for 1..100; ";

  @TempDir private Path folder;
  private TestRoot root;

  @BeforeEach
  void makeRoot() throws Exception {
    assumeTrue(Architecture.current() == Architecture.X86_64, "code of x86_64 only is changed");
    root =
        new TestRoot(folder, new UserNamespaceSandbox(new LinuxSyscalls(), true, true)).withPerl();
  }

  private String perl(String script) throws Exception {
    return root.perl(Identity.ROOT, script);
  }

  /** What the script printed, without the lines that tell what the emulation had to do. */
  private static String printed(String output) {
    return output.lines().takeWhile(line -> !line.startsWith("notified ")).toList().toString();
  }

  /** How often a call was notified, or programs patched. */
  private static int count(String output, String line) {
    Matcher matcher = Pattern.compile("(?m)^" + line + " +([0-9]+) ").matcher(output);
    return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
  }

  private static boolean knowsRelativeAttributes() {
    String[] release = System.getProperty("os.version").split("[^0-9]+", -1);
    int major = Integer.parseInt(release[0]);
    return major > 6 || (major == 6 && Integer.parseInt(release[1]) >= 13);
  }

  @Test
  void answersFrequentCallsItself() throws Exception {
    String output =
        perl("for (1..1000) { stat '/etc/passwd'; stat '/none'; lstat '/etc'; rmdir '/none' }");
    assertThat(count(output, "patched")).isEqualTo(1);
    assertThat(count(output, "newfstatat")).isBetween(1, 200);
    assertThat(count(output, "rmdir")).isLessThan(100);
  }

  @Test
  void canBeDoneWithout() throws Exception {
    String output = unchanged().perl(Identity.ROOT, MANY.repeat(2));
    assertThat(output).doesNotContain("patched");
    assertThat(count(output, "newfstatat")).isGreaterThan(200);
  }

  private TestRoot unchanged() throws Exception {
    return new TestRoot(
            Files.createDirectory(folder.resolve("unchanged")),
            new UserNamespaceSandbox(new LinuxSyscalls(), true, false))
        .withPerl();
  }

  @Test
  void tellsAndChangesOwnersAsTheSupervisorDoes() throws Exception {
    String show = "print join(':', (%s)[4, 5]), \"\\n\"; ";
    String output =
        perl(
            MANY
                + "open F, '>/tmp/f'; symlink 'f', '/tmp/l'; mkdir '/tmp/d'; "
                + "chown 33, 44, '/tmp/f'; "
                + show.formatted("stat '/tmp/f'")
                + show.formatted("stat F")
                + show.formatted("stat '/tmp/l'")
                + show.formatted("lstat '/tmp/l'")
                + "chown 70000, 300, '/tmp/d'; chdir '/tmp'; "
                + show.formatted("stat 'd'")
                + "chown -1, 5, 'f'; "
                + show.formatted("stat 'f'")
                + "chown 4000000000, 7, *F; "
                + show.formatted("lstat 'f'")
                + "chmod 04755, 'f'; chown 0, 0, 'f'; "
                + show.formatted("lstat 'f'")
                + "printf \"%o\\n\", (stat 'f')[2]; ");
    assertThat(count(output, "patched")).isEqualTo(1);
    assertThat(printed(output))
        .isEqualTo("[33:44, 33:44, 33:44, 0:0, 70000:300, 33:5, 4000000000:7, 0:0, 100755]");
  }

  @Test
  void isHeardAgainWhenItBecomesAnotherUser() throws Exception {
    String output =
        perl(
            MANY
                + "my $child = fork; if (!$child) { $> = 4242; "
                + "print $>, ' ', chown(0, 0, '/etc/passwd'), ' ', rmdir('/tmp'), \" $!\\n\"; exit } "
                + "waitpid $child, 0; print $>, ' ', chown(5, 5, '/tmp'), \"\\n\"; "
                + "print +(stat '/tmp')[4], \"\\n\"; ");
    assertThat(count(output, "patched")).isGreaterThan(0);
    assertThat(printed(output)).isEqualTo("[4242 0 0 Permission denied, 0 1, 5]");
  }

  /** The filter kills whoever reads an attribute, which the program itself never does. */
  @Test
  void mayHaveAFilterOfItsOwn() throws Exception {
    String filter =
        "my $code = pack 'SCCL' x 4, 0x20, 0, 0, 0, 0x15, 0, 1, 191, 6, 0, 0, 0x80000000,"
            + " 6, 0, 0, 0x7fff0000; "
            + "my $program = pack 'Sx6P', 4, $code; "
            + "syscall(317, 1, 0, $program) == 0 or die $!; ";
    String output =
        perl(
            MANY
                + filter
                + MANY
                + "print \"still here\\n\"; exec '/usr/bin/perl', '-e', q{"
                + MANY
                + "print \"here, too\\n\"};");
    assertThat(printed(output)).isEqualTo("[still here, here, too]");
  }

  @Test
  void mayBeAProgramWithoutLibraries() throws Exception {
    String output =
        root.shell("find %s >/dev/null; find /bin".formatted("/bin ".repeat(20))).stderr();
    assertThat(count(output, "patched")).isGreaterThan(0);
    assertThat(root.shell("stat -c %u:%g /bin/sh /etc/passwd").stdout()).isEqualTo("0:0\n0:0\n");
  }

  /** find(1) names all files relative to the descriptor of their directory. */
  @Test
  void findsTheOwnersOfRelativeNames() throws Exception {
    root.copyProgram(Path.of("/usr/bin/find"));
    root.shell("cd /tmp; touch $(seq 1 200); ln -s 1 link; chown 33:44 7 170; chown -h 33 link");
    TestRoot.Result found =
        root.shell("/usr/bin/find /tmp -uid 33 -printf '%f %U:%G\\n' | sort; ls -ld /tmp/100");
    assertThat(found.stdout()).startsWith("170 33:44\n7 33:44\nlink 33:0\n-rw-r--r--");
    assertThat(count(found.stderr(), "patched")).isGreaterThan(0);
  }

  /** umoci writes -1 where the owner that the file has anyway is to stay. */
  @ParameterizedTest
  @CsvSource({
    "08ffffffff0f1030, 0:48",
    "083010ffffffff0f, 48:0",
    "08301031, 48:49",
    "08b0ea0110f0ffffff0f, 30000:4294967280",
    "1030, 0:48",
    "0830, 48:0",
    "10310830, 48:49"
  })
  void readsOwnersThatOthersWrote(String attribute, String owner) throws Exception {
    Path file = Files.createFile(folder.resolve("base/tmp/file"));
    Files.getFileAttributeView(file, UserDefinedFileAttributeView.class)
        .write("rootlesscontainers", ByteBuffer.wrap(HexFormat.of().parseHex(attribute)));
    String output = perl(MANY + "print join(':', (stat '/tmp/file')[4, 5]), \"\\n\"");
    assertThat(count(output, "patched")).isEqualTo(1);
    assertThat(printed(output)).isEqualTo("[" + owner + "]");
  }

  /** chown(1) names what it finds in a folder relative to the descriptor of that. */
  @Test
  void changesTheOwnersOfRelativeNames() throws Exception {
    assumeTrue(knowsRelativeAttributes(), "Linux before 6.13 has no setxattrat(2)");
    root.copyProgram(Path.of("/usr/bin/chown"));
    root.copyProgram(Path.of("/usr/bin/find"));
    root.shell("cd /tmp; mkdir d; touch $(seq 1 200); mkfifo pipe; ln -s 1 link; mknod null c 1 3");
    TestRoot.Result changed = root.shell("/usr/bin/chown -R 33:44 /tmp");
    assertThat(count(changed.stderr(), "fchownat")).isLessThan(50);
    assertThat(root.shell("find /tmp -user 33 -group 44").stdout().lines()).hasSize(205);
    assertThat(root.shell("ls -l /tmp/null").stdout()).startsWith("crw").contains("1,   3");
    changed = root.shell("/usr/bin/chown -R 0:0 /tmp");
    assertThat(count(changed.stderr(), "fchownat")).isLessThan(50);
    assertThat(root.shell("find /tmp ! -user 0 -o ! -group 0").stdout()).isEmpty();
  }

  /** The capability is one of version 2; the other attribute has a name as long as ours. */
  @Test
  void takesAwayWhatAnotherOwnerMustNotHave() throws Exception {
    String output =
        perl(
            MANY
                + "my $f = '/tmp/f'; open F, '>', $f; syswrite F, 'x'; "
                + "sub note { my ($name, $value) = @_; "
                + "syscall(188, $f, $name, $value, length $value, 0) == 0 or die $! } "
                + "sub show { my $names = 'x' x 99; my $length = syscall(194, $f, $names, 99); "
                + "printf qq{%o %d:%d %s\\n}, (stat $f)[2, 4, 5], substr $names, 0, $length } "
                + "note('security.capability', pack('V5', 0x2000001, 1 << 10, 0, 0, 0)); show; "
                + "chown 33, 44, $f; show; "
                + "note('security.capability', pack('V5', 0x2000001, 1 << 10, 0, 0, 0)); "
                + "chown 34, 44, *F; show; "
                + "note('user.rootlesscontainerz', 'y'); chmod 06755, $f; chown 0, 0, $f; show; ");
    assertThat(printed(output).replace('\0', ';'))
        .isEqualTo(
            "[100644 0:0 security.capability;, 100644 33:44 , 100644 34:44 , "
                + "100755 0:0 user.rootlesscontainerz;]");
  }

  /** The folder is the machine's root's, who may be who executes this test. */
  @Test
  void survivesWhatIsClosedToTheBuilder() throws Exception {
    String script =
        MANY
            + "my ($b, $p) = ('x' x 256, '/proc/tty/driver/x'); "
            + "stat $p; print \"$!\\n\"; lstat $p; print \"$!\\n\"; chown 1, 1, $p; print \"$!\\n\"; "
            + "syscall(332, -100, $p, 0, 0x7ff, $b); print \"$!\\n\"; ";
    String output = perl(script);
    assertThat(count(output, "patched")).isEqualTo(1);
    assertThat(printed(output))
        .isEqualTo(printed(unchanged().perl(Identity.ROOT, script)))
        .matches("\\[(.*), \\1, \\1, \\1]");
  }

  @Test
  void leavesDevicesThatWereWrittenTo() throws Exception {
    String output =
        perl(
            "my $name = '/tmp/null'; syscall(133, $name, 020666, 0x103) == 0 or die $!; "
                + "open F, '>', $name; syswrite F, 'xy'; "
                + MANY
                + "for my $owner (33, 0) { chown $owner, $owner, $name; "
                + "my @status = lstat $name; printf qq{%o %d %x\n}, @status[2, 4, 6] }");
    assertThat(count(output, "patched")).isEqualTo(1);
    assertThat(printed(output)).isEqualTo("[20644 33 103, 20644 0 103]");
  }

  @ParameterizedTest
  @CsvSource({"0, true", "33, true", "0, false", "33, false"})
  void changesTheTimeOfWhatHasItsOwnerAlready(int owner, boolean patched) throws Exception {
    TestRoot either = patched ? root : unchanged();
    String output =
        either.perl(
            Identity.ROOT,
            MANY
                + "mkdir '/tmp/d'; open F, '>', '/tmp/f'; my $o = %d; ".formatted(owner)
                + "chown $o, $o, '/tmp/d', '/tmp/f'; my @before = map { (stat)[10] } '/tmp/d', '/tmp/f'; "
                + "select undef, undef, undef, 1.1; chown $o, $o, '/tmp/d', '/tmp/f'; "
                + "my @after = map { (stat)[10] } '/tmp/d', '/tmp/f'; "
                + "print $after[$_] > $before[$_] ? 'later' : 'same', \"\\n\" for 0, 1; ");
    assertThat(printed(output)).isEqualTo("[later, later]");
  }

  /** The listing tells what it does. */
  @Test
  void leavesRegistersAndResultsAsTheyWere() throws Exception {
    root.addProgram("/bin/registers", assembled("registers-x86_64.s"));
    TestRoot.Result result = root.shell("/bin/registers; echo $?");
    assertThat(result.stdout()).isEqualTo("0\n");
    assertThat(count(result.stderr(), "patched")).isEqualTo(1);
    assertThat(count(result.stderr(), "newfstatat")).isLessThan(400);
  }

  private byte[] assembled(String listing) throws Exception {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/x86_64-linux-gnu-as"))
            && Files.isExecutable(Path.of("/usr/bin/x86_64-linux-gnu-ld")),
        "no assembler for x86_64 (package binutils)");
    Path source = folder.resolve("program.s");
    Files.write(source, PatchedProgramsTest.class.getResourceAsStream(listing).readAllBytes());
    execute("x86_64-linux-gnu-as", "-o", "program.o", source.toString());
    execute("x86_64-linux-gnu-ld", "-o", "program", "program.o");
    return Files.readAllBytes(folder.resolve("program"));
  }

  private void execute(String... command) throws Exception {
    Process process = new ProcessBuilder(command).directory(folder.toFile()).inheritIO().start();
    assertThat(process.waitFor()).isZero();
  }
}
