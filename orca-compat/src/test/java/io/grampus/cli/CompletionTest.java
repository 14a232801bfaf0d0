package io.grampus.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The completions in the real shells, and the manual in the real man. */
class CompletionTest {
  @TempDir private Path folder;

  private record Ran(int exitCode, String output) {}

  private Ran execute(String... words) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder.environment().put("HOME", folder.toString());
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().put("MANWIDTH", "200");
    Process process = builder.start();
    process.getOutputStream().close();
    byte[] output = process.getInputStream().readAllBytes();
    return new Ran(process.waitFor(), new String(output, StandardCharsets.UTF_8));
  }

  /** Writes all files, and skips the test where a program is missing that would use them. */
  private Path files(String program) throws Exception {
    assumeTrue(
        execute("sh", "-c", "command -v " + program).exitCode() == 0,
        program + " is not installed");
    assertThat(new Invocation().run(new FakeServices(), "package-files", folder.toString()))
        .isZero();
    return folder;
  }

  private List<String> answer(String... words) throws Exception {
    Ran ran = execute(words);
    assertThat(ran.exitCode()).as(ran.output()).isZero();
    return ran.output().lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash", "zsh", "fish"})
  void printsTheScriptThatPackagesInstall(String shell) throws Exception {
    Path files = files("sh");
    Invocation invocation = new Invocation();

    assertThat(invocation.run(new FakeServices(), "completion", shell)).isZero();

    try (Stream<Path> installed = Files.list(files.resolve("completions"))) {
      List<String> scripts = new ArrayList<>();
      for (Path file : installed.toList()) {
        scripts.add(Files.readString(file));
      }
      assertThat(scripts).contains(invocation.out);
    }
  }

  @Test
  void refusesAnotherShell() {
    Invocation invocation = new Invocation();

    assertThat(invocation.run(new FakeServices(), "completion", "fisch")).isEqualTo(125);
    assertThat(invocation.err)
        .contains("there is no shell \"fisch\"; did you mean \"fish\"?")
        .contains("hint: it can be bash, zsh, fish");
  }

  @Test
  void bashCompletesCommandsOptionsAndWords() throws Exception {
    String script = files("bash").resolve("completions/grampus.bash").toString();
    String ask =
        "source "
            + script
            + "; compopt() { :; }; COMP_WORDS=(grampus %s); "
            + "COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _complete_grampus; printf '%%s\\n' \"${COMPREPLY[@]}\"";

    assertThat(answer("bash", "-c", ask.formatted("hi"))).containsExactly("history");
    assertThat(answer("bash", "-c", ask.formatted("build --rep"))).containsExactly("--report");
    assertThat(answer("bash", "-c", ask.formatted("build --progress pl"))).containsExactly("plain");
    assertThat(answer("bash", "-c", ask.formatted("save --format ''")))
        .contains("docker-archive", "oci-archive", "oci-dir");
  }

  @Test
  void fishCompletesCommandsOptionsAndWords() throws Exception {
    String script = files("fish").resolve("completions/grampus.fish").toString();
    String ask = "source " + script + "; complete -C 'grampus %s'";

    assertThat(answer("fish", "-c", ask.formatted("hi"))).hasSize(1);
    assertThat(answer("fish", "-c", ask.formatted("hi")).get(0)).startsWith("history\tShow the");
    assertThat(answer("fish", "-c", ask.formatted("build --rep")).get(0)).startsWith("--report\t");
    assertThat(answer("fish", "-c", ask.formatted("build --progress p")).get(0))
        .startsWith("plain\t");
    assertThat(answer("fish", "-c", ask.formatted("completion "))).isNotEmpty();
  }

  /** A terminal of zsh's own, in which Tab is pressed and what is on the line then printed. */
  @Test
  void zshCompletesCommandsOptionsAndWords() throws Exception {
    Path functions = files("zsh").resolve("completions");
    Path session =
        Files.writeString(
            folder.resolve("session"),
            """
            zmodload zsh/zpty
            zpty it zsh -f -i
            zpty -w it "PS1=; fpath=(%s \\$fpath); autoload -Uz compinit; compinit -u -D"
            zpty -w it "print rea''dy"
            zpty -r it line '*ready*'
            for typed in 'grampus hi' 'grampus build --rep' 'grampus build --progress pl'; do
              zpty -n -w it "$typed"$'\\t\\x01print -r -- "<\\x05>"\\n'
              zpty -r it line $'*\\n<grampus *>*'
              print -rn -- $line
            done
            zpty -w it exit
            while zpty -r it line; do print -rn -- $line; done
            """
                .formatted(functions));

    assertThat(answer("zsh", "-f", session.toString()))
        .contains("<grampus history>", "<grampus build --report>")
        .contains("<grampus build --progress plain>");
  }

  @Test
  void everyPageOfTheManualIsWellFormed() throws Exception {
    Path manual = files("man").resolve("man/man1");
    try (Stream<Path> pages = Files.list(manual)) {
      List<Path> all = pages.sorted().toList();
      assertThat(all).hasSizeGreaterThan(20);
      for (Path page : all) {
        Ran shown = execute("man", "--warnings", "-l", page.toString());
        assertThat(shown.exitCode()).as(shown.output()).isZero();
        assertThat(shown.output()).doesNotContain("warning:").contains("NAME").contains("SYNOPSIS");
        assertThat(execute("lexgrog", page.toString()).output()).contains(": \"grampus");
      }
    }
    String build =
        execute("man", "-l", manual.resolve("grampus-build.1").toString())
            .output()
            .replaceAll("\\s+", " ");
    assertThat(build).contains("--report=FILE Write a page about the build to this file");
  }
}
