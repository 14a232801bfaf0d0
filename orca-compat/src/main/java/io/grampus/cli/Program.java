package io.grampus.cli;

import io.grampus.build.text.ClosestWord;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Finds the command that the arguments name, executes it, and reports how it failed. */
final class Program {
  private static final Set<String> OPTIONS_WITH_VALUE = Set.of("--root");
  private static final String ORCA_BUILD = "orca-build";
  private static final int HELP_WIDTH = 80;

  private final Environment environment;
  private final Session session;
  private final CommandTable commands = new CommandTable();

  /**
   * Prepares one execution.
   *
   * @param wiring makes the parts of the program from the environment variables
   */
  Program(Environment environment, Function<Map<String, String>, Services> wiring) {
    this.environment = environment;
    this.session = new Session(environment, wiring);
  }

  /** Executes the command line and returns the exit code. */
  int run(List<String> arguments) {
    int code = executeAndClose(withoutShortcuts(arguments));
    environment.out().flush();
    environment.err().flush();
    return code;
  }

  private int executeAndClose(List<String> arguments) {
    int code;
    try {
      code = execute(arguments);
    } catch (RuntimeException | Error e) {
      code = report(e);
    }
    // An interrupted thread cannot use files, and closing does.
    boolean interrupted = Thread.interrupted();
    try {
      session.close();
    } catch (RuntimeException e) {
      int closing = report(e);
      code = code == ExitCode.OK ? closing : code;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return code;
  }

  private int execute(List<String> arguments) {
    String name = commandName(arguments);
    if (name != null && !commands.names().contains(name)) {
      return report(unknown(name));
    }
    CommandLine root = CommandTree.of(session, name == null ? commands.names() : Set.of(name));
    configure(root);
    if (arguments.isEmpty()) {
      root.usage(root.getErr());
      return ExitCode.USAGE;
    }
    int code = root.execute(arguments.toArray(String[]::new));
    return code == ExitCode.USAGE && ORCA_BUILD.equals(name) ? ExitCode.ORCA_USAGE : code;
  }

  /** What people try first: {@code help}, {@code help build}, {@code --version}. */
  private static List<String> withoutShortcuts(List<String> arguments) {
    if (arguments.equals(List.of("--version"))) {
      return List.of("version");
    }
    if (!arguments.isEmpty() && arguments.get(0).equals("help")) {
      return arguments.size() == 1 ? List.of("--help") : List.of(arguments.get(1), "--help");
    }
    return arguments;
  }

  /** The first argument that is neither an option nor an option's value. */
  private static @Nullable String commandName(List<String> arguments) {
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (OPTIONS_WITH_VALUE.contains(argument)) {
        i++;
      } else if (!argument.startsWith("-")) {
        return argument;
      }
    }
    return null;
  }

  private UsageException unknown(String name) {
    return new UsageException(
        "\"" + name + "\" is not a command" + ClosestWord.question(name, commands.names()),
        "\"grampus --help\" lists the commands");
  }

  private void configure(CommandLine root) {
    root.setUsageHelpWidth(HELP_WIDTH)
        .setOverwrittenOptionsAllowed(true)
        .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
        .setOut(writer(environment.out()))
        .setErr(writer(environment.err()))
        .setParameterExceptionHandler((failure, arguments) -> report(usage(failure)))
        .setExecutionExceptionHandler((failure, command, result) -> report(failure));
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, StandardCharsets.UTF_8);
  }

  private static UsageException usage(ParameterException failure) {
    if (failure.getCause() instanceof UsageException usage) {
      return usage;
    }
    CommandSpec command = failure.getCommandLine().getCommandSpec();
    String help = "\"" + command.qualifiedName() + " --help\" explains the options";
    if (failure instanceof UnmatchedArgumentException unmatched && unmatched.isUnknownOption()) {
      return unknownOption(unmatched.getUnmatched().get(0), command, help);
    }
    return new UsageException(String.valueOf(failure.getMessage()), help);
  }

  /**
   * Only the first: where an unknown option's value was taken for an argument, all that comes
   * behind it is in the wrong place, too. For a single letter every other one is as near.
   */
  private static UsageException unknownOption(String text, CommandSpec command, String help) {
    String option = text.replaceFirst("=.*", "");
    Optional<String> hint = ForeignOptions.hint(command.name(), option);
    String question =
        hint.isPresent() || option.length() <= 2
            ? ""
            : ClosestWord.question(option, command.optionsMap().keySet());
    return new UsageException("Unknown option: '" + text + "'" + question, hint.orElse(help));
  }

  private int report(Throwable failure) {
    environment.out().flush();
    return new ErrorReporter(environment.err(), session.options().debug()).report(failure);
  }
}
