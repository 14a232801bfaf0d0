package io.grampus.tests.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The launcher, in a copied checkout with a Java that prints its arguments and makes archives. */
class LauncherTest {
  private static final String JAVA =
      """
      #!/bin/sh
      echo "${LC_ALL:-none}" >"$HOME/locale"
      for argument in "$@"; do
        case $argument in
          -XX:ArchiveClassesAtExit=*) archive=${argument#*=} ;;
        esac
        printf '[%s]\\n' "$argument"
      done
      [ -n "${archive:-}" ] || exit 42
      echo classes >"$archive"
      echo library >"$(dirname "$archive")/libjffi-1.2.so"
      if grep -q '^RUN' "$argument/Dockerfile"; then
        echo training with RUN >>"$HOME/trainings"
        [ ! -e "$HOME/no-sandbox" ] || exit 1
        [ -x "$argument/bin/true" ] || exit 1
      else
        echo training >>"$HOME/trainings"
      fi
      """;

  @TempDir private Path work;
  private Path checkout = Path.of("");
  private Path home = Path.of("");

  @BeforeEach
  void copyLauncher() throws IOException {
    checkout = Files.createDirectories(work.resolve("check out"));
    home = Files.createDirectory(work.resolve("ho me"));
    Files.createDirectories(checkout.resolve("orca-compat/target"));
    Files.copy(Path.of("..", "grampus"), checkout.resolve("grampus"));
    makeExecutable(checkout.resolve("grampus"));
    Files.writeString(checkout.resolve("orca-compat/pom.xml"), "");
    Files.writeString(jar(), "jar");
  }

  @Test
  void handsArgumentsOnUnchangedAndTheExitCodeBack() throws Exception {
    ShellRun run = launch(java("17.0.15"), "a  b", "", "*", "grün", "--x='y'");

    assertThat(run.exitCode()).isEqualTo(42);
    assertThat(run.output())
        .endsWith("[-jar]\n[" + jar() + "]\n[a  b]\n[]\n[*]\n[grün]\n[--x='y']\n");
  }

  @Test
  void findsItsJarThroughLinks() throws Exception {
    Path link = Files.createSymbolicLink(work.resolve("first"), checkout.resolve("grampus"));
    Path second = Files.createSymbolicLink(work.resolve("second"), link.getFileName());

    ShellRun run = launch(second, java("21"), "version");

    assertThat(run.output()).contains("[" + jar() + "]\n[version]\n");
  }

  @Test
  void findsTheJarOfAnInstallation() throws Exception {
    Path bin = Files.createDirectories(work.resolve("usr/bin"));
    Path share = Files.createDirectories(work.resolve("usr/share/grampus"));
    Files.copy(checkout.resolve("grampus"), bin.resolve("grampus"));
    Files.writeString(share.resolve("grampus.jar"), "jar");

    ShellRun run = launch(bin.resolve("grampus"), java("17"), "version");

    assertThat(run.output()).contains("/usr/bin/../share/grampus/grampus.jar]\n[version]\n");
  }

  @Test
  void namesTheCommandThatBuildsAMissingJar() throws Exception {
    Files.delete(jar());

    ShellRun run = launch(java("17"), "version");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.errors()).contains(jar() + " is missing").contains("mvn -B -DskipTests package");
  }

  @Test
  void saysThatTheCurrentFolderIsGone() throws Exception {
    String leave = "mkdir \"$1\" && cd \"$1\" && rmdir \"$1\" && exec \"$2\" version";
    List<String> command =
        List.of("/bin/sh", "-c", leave, "sh", work + "/gone", checkout.resolve("grampus") + "");

    ShellRun run = ShellRun.of(work, environment(java("17"), Map.of()), command);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.output()).isEmpty();
    assertThat(run.errors()).contains("grampus: the current folder does not exist any more\n");
  }

  @Test
  void passesOverAJavaThatIsTooOld() throws Exception {
    Path old = java("1.8.0_392");
    Path path = java("17.0.1").resolve("bin");

    ShellRun run =
        ShellRun.of(
            work,
            Map.of("JAVA_HOME", old.toString(), "PATH", path + ":/usr/bin:/bin", "HOME", home + ""),
            List.of(checkout.resolve("grampus").toString(), "version"));

    assertThat(run.exitCode()).isEqualTo(42);
    assertThat(run.output()).contains("[version]");
  }

  @Test
  void makesStartupDataOnceAndUsesIt() throws Exception {
    Path java = java("17");

    ShellRun first = launch(java, "version");
    ShellRun second = launch(java, "version");

    Path startup = onlyStartupData();
    assertThat(first.output()).isEqualTo(second.output());
    assertThat(second.output())
        .contains("[-XX:SharedArchiveFile=" + startup.resolve("classes.jsa") + "]")
        .contains("[-Djffi.boot.library.path=" + startup + "]");
    assertThat(home.resolve("trainings")).hasContent("training with RUN");
    assertThat(entries(startup.getParent())).containsExactly(startup);
  }

  @Test
  void makesStartupDataWithoutARunWhereNoneCanBeExecuted() throws Exception {
    Files.writeString(home.resolve("no-sandbox"), "");

    ShellRun run = launch(java("17"), "version");

    assertThat(home.resolve("trainings")).hasContent("training with RUN\ntraining");
    assertThat(run.output()).contains("[-XX:SharedArchiveFile=" + onlyStartupData());
  }

  @Test
  void makesNewStartupDataForAnotherJar() throws Exception {
    Path java = java("17");
    launch(java, "version");
    Files.setLastModifiedTime(jar(), FileTime.fromMillis(1));

    launch(java, "version");

    assertThat(home.resolve("trainings")).hasContent("training with RUN\ntraining with RUN");
  }

  @Test
  void startsWithoutStartupDataWhereTheCacheCannotBeWritten() throws Exception {
    Files.writeString(home.resolve(".cache"), "a file, not a directory");

    ShellRun run = launch(java("17"), "version");

    assertThat(run.exitCode()).isEqualTo(42);
    assertThat(run.errors()).isEmpty();
    assertThat(run.output()).contains("[version]").doesNotContain("SharedArchiveFile");
  }

  @Test
  void putsTheUsersJavaOptionsAfterItsOwn() throws Exception {
    ShellRun run =
        ShellRun.of(
            work,
            environment(java("17"), Map.of("GRAMPUS_JAVA_OPTS", "-Xmx1g -Da=b")),
            List.of(checkout.resolve("grampus").toString()));

    assertThat(run.output()).containsSubsequence("[-Xmx", "[-Xmx1g]\n[-Da=b]\n[-jar]");
  }

  @ParameterizedTest
  @CsvSource({"C.UTF-8,none", "C,C.UTF-8", "xx_XX.UTF-8,C.UTF-8", ",C.UTF-8"})
  void takesAnotherLocaleWhereTheUsersIsNoneOrNotUtf8(String language, String expected)
      throws Exception {
    Map<String, String> variables = language == null ? Map.of() : Map.of("LANG", language);

    ShellRun.of(
        work, environment(java("17"), variables), List.of(checkout.resolve("grampus").toString()));

    assertThat(home.resolve("locale")).hasContent(expected);
  }

  private Path jar() {
    return checkout.resolve("orca-compat/target/grampus.jar");
  }

  /** A Java home whose release file says this version. */
  private Path java(String version) throws IOException {
    Path java = Files.createDirectories(work.resolve("jvm").resolve(version));
    Files.createDirectories(java.resolve("bin"));
    Files.writeString(java.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    Files.writeString(java.resolve("bin/java"), JAVA);
    makeExecutable(java.resolve("bin/java"));
    return java;
  }

  private ShellRun launch(Path javaHome, String... arguments) throws Exception {
    return launch(checkout.resolve("grampus"), javaHome, arguments);
  }

  private ShellRun launch(Path launcher, Path javaHome, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(List.of(arguments));
    return ShellRun.of(work, environment(javaHome, Map.of()), command);
  }

  private Map<String, String> environment(Path javaHome, Map<String, String> more) {
    Map<String, String> all = new HashMap<>(more);
    all.put("JAVA_HOME", javaHome.toString());
    all.put("HOME", home.toString());
    all.put("PATH", "/usr/bin:/bin");
    return all;
  }

  private Path onlyStartupData() throws IOException {
    List<Path> found = entries(home.resolve(".cache/grampus"));
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  private static List<Path> entries(Path directory) throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.toList();
    }
  }

  private static void makeExecutable(Path file) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
