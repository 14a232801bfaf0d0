package io.grampus.cli;

import io.grampus.build.ContainerRunner;
import io.grampus.build.RunRequest;
import io.grampus.build.RunningContainer;
import io.grampus.build.tool.PullPolicy;
import io.grampus.os.GrampusException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs a command in an image. */
@Command(
    name = "run",
    description = {
      "Run a command in an image, in the foreground, and forget what it changes there.",
      "",
      "The exit code is the command's; 125 says that Grampus itself failed, 126 that the command "
          + "cannot be executed, 127 that there is no such command. Signals are passed on to it."
    },
    footer = {
      "Examples:",
      "  grampus run debian:12 cat /etc/os-release",
      "  grampus run -i -e NAME=value -w /tmp web:1.0 sh"
    })
final class RunCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(index = "0", paramLabel = "IMAGE", description = "The image's name or id.")
  private String image = "";

  @Parameters(
      index = "1..*",
      paramLabel = "COMMAND",
      description = "The command and its arguments. Else the image's CMD.")
  private List<String> command = new ArrayList<>();

  @Option(
      names = {"-e", "--env"},
      paramLabel = "NAME[=VALUE]",
      description = "Set a variable; without =VALUE to what it is here. Can be repeated.")
  private List<String> variables = new ArrayList<>();

  @Option(
      names = {"-w", "--workdir"},
      paramLabel = "FOLDER",
      description = "The folder to begin in. Else the image's WORKDIR.")
  private @Nullable String workingDirectory;

  @Option(
      names = {"-u", "--user"},
      paramLabel = "USER[:GROUP]",
      description = "Who to be, by name or number. Else the image's USER.")
  private @Nullable String user;

  @Option(
      names = "--entrypoint",
      paramLabel = "PROGRAM",
      description = "Use this in place of the image's ENTRYPOINT; \"\" for none.")
  private @Nullable String entrypoint;

  @Option(
      names = {"-i", "--interactive"},
      description = "Let the command read standard input.")
  private boolean interactive;

  @Option(
      names = "--pull",
      paramLabel = "WHEN",
      converter = Pull.class,
      completionCandidates = Pull.class,
      description = "Ask the registry for the image: missing, always or never. Else missing.")
  private PullPolicy pull = PullPolicy.MISSING;

  @Option(
      names = {"-t", "--tty"},
      description = "The command has this program's terminal anyway; accepted for habit's sake.")
  boolean terminal;

  @Option(names = "--rm", description = "What happens anyway; accepted for habit's sake.")
  boolean remove;

  @Mixin private final SandboxOptions sandbox = new SandboxOptions();

  RunCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws InterruptedException {
    try (RunningContainer container = runner().start(request())) {
      return waitFor(container);
    } catch (GrampusException e) {
      return asFailureOfRun(e);
    }
  }

  private ContainerRunner runner() {
    return session.services().runner(sandbox.preference(session.environment().variables()));
  }

  private static int waitFor(RunningContainer container) throws InterruptedException {
    SignalForwarding forwarding = SignalForwarding.to(container::signal);
    try {
      return container.waitFor();
    } finally {
      forwarding.close();
    }
  }

  private RunRequest request() {
    Map<String, String> environment = session.environment().variables();
    List<String> program = entrypoint == null ? null : entrypointWords(entrypoint);
    return new RunRequest(
        image,
        command,
        program,
        new Assignments("--env", variables).orFromEnvironment(environment),
        workingDirectory,
        user,
        interactive,
        pull);
  }

  private static List<String> entrypointWords(String text) {
    return text.isEmpty() ? List.of() : List.of(text);
  }

  /** As with other runners, 1 would be taken for the command's own exit code. */
  private int asFailureOfRun(GrampusException failure) {
    Environment environment = session.environment();
    int code = new ErrorReporter(environment.err(), session.options().debug()).report(failure);
    return code == ExitCode.FAILED ? ExitCode.USAGE : code;
  }

  /** Reads the value of --pull. */
  static final class Pull extends WordConverter<PullPolicy> {
    Pull() {
      super("pull policy", PullPolicy.values());
    }
  }
}
