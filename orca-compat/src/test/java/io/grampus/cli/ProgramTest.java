package io.grampus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProgramTest {
  private final Invocation invocation = new Invocation();
  private final FakeServices services = new FakeServices();

  static Set<String> commands() {
    return new CommandTable().names();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void explainsEachCommand(String command) throws IOException {
    assertThat(invocation.run(services, command, "--help")).isZero();
    assertThat(invocation.out).contains("Example");
    assertFitsATerminal(invocation.out);
    Golden.check("help/" + command + ".txt", invocation.out);
    String explained = invocation.out;
    assertThat(invocation.run(services, "help", command)).isZero();
    assertThat(invocation.out).isEqualTo(explained);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "help", "-h"})
  void listsTheCommands(String argument) throws IOException {
    assertThat(invocation.run(services, argument)).isZero();
    assertFitsATerminal(invocation.out);
    Golden.check("help/grampus.txt", invocation.out);
  }

  private static void assertFitsATerminal(String help) {
    assertThat(help.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
  }

  @Test
  void listsTheCommandsAsAnErrorWhereNoneIsNamed() {
    assertThat(invocation.run(services)).isEqualTo(125);
    assertThat(invocation.out).isEmpty();
    assertThat(invocation.err).startsWith("Usage: grampus");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "biuld .            | \"biuld\" is not a command; did you mean \"build\"?",
        "frobnicate         | \"frobnicate\" is not a command",
        "--root /x ruin     | \"ruin\" is not a command; did you mean \"run\"?",
        "build --pul .      | Unknown option: '--pul'; did you mean \"--pull\"?",
        "build --targt=x .  | Unknown option: '--targt=x'; did you mean \"--target\"?",
        "build              | Missing required parameter: 'CONTEXT'",
        "build . .          | Unmatched argument at index 2: '.'",
        "build --tag        | Missing required parameter for option '--tag' (NAME)",
        "--debug            | Missing required subcommand",
      })
  void refusesWhatMakesNoSense(String commandLine, String problem) {
    assertThat(invocation.run(services, commandLine.split(" "))).isEqualTo(ExitCode.USAGE);
    assertThat(invocation.err).startsWith("ERROR: " + problem).contains("\nhint: ");
    assertThat(invocation.out).isEmpty();
    assertThat(services.builds).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "build --memory 1g .        | --memory           | leave it out: what limits the job",
        "build -m 1g .              | -m                 | leave it out: what limits the job",
        "build --isolation=chroot . | --isolation=chroot | leave it out; --sandbox",
        "build -x y .               | -x                 | \"grampus build --help\"",
        "run -v a:b image           | -v                 | leave it out: nothing of this machine",
        "login -p secret h          | -p                 | write --password-stdin",
      })
  void namesTheUnknownOptionAloneAndWhatToDoWithoutIt(
      String commandLine, String option, String hint) {
    assertThat(invocation.run(services, commandLine.split(" +"))).isEqualTo(ExitCode.USAGE);
    assertThat(invocation.err).startsWith("ERROR: Unknown option: '" + option + "'\nhint: " + hint);
  }

  @Test
  void tellsTheVersionBothWays() {
    assertThat(invocation.run(services, "version")).isZero();
    String version = invocation.out;
    assertThat(version).contains("grampus ", "java " + System.getProperty("java.version"));
    assertThat(invocation.run(services, "--version")).isZero();
    assertThat(invocation.out).isEqualTo(version);
  }

  @ParameterizedTest
  @CsvSource({"--root /a doctor,/a", "doctor --root=/b,/b", "doctor,/from/environment"})
  void findsTheStore(String commandLine, String expected) {
    AtomicReference<Map<String, String>> wired = new AtomicReference<>();
    invocation.variables.put("GRAMPUS_ROOT", "/from/environment");
    int code =
        invocation.run(
            environment -> {
              wired.set(environment);
              return services;
            },
            commandLine.split(" "));
    assertThat(code).isZero();
    assertThat(wired.get()).containsEntry("GRAMPUS_ROOT", expected);
  }

  @Test
  void doctorTellsWhatIsMissingAndWhatToDo() throws IOException {
    assertThat(invocation.run(services, "doctor")).isZero();
    Golden.check("doctor.txt", invocation.out);
  }

  @Test
  void takesAtSignsLiterally() {
    assertThat(invocation.run(services, "run", "@/etc/hostname", "x")).isZero();
    assertThat(services.runs.get(0).image()).isEqualTo("@/etc/hostname");
  }
}
