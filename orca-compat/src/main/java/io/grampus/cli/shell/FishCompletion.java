package io.grampus.cli.shell;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** Completions for fish; see complete(1) of fish. */
final class FishCompletion {
  private FishCompletion() {}

  /** The script for a program with commands. */
  static String of(CommandLine root) {
    String name = root.getCommandName();
    StringBuilder script = new StringBuilder("# fish completion for " + name + "\n");
    script.append("complete -c ").append(name).append(" -n __fish_use_subcommand -f\n");
    for (CommandLine command : root.getSubcommands().values()) {
      CommandSpec spec = command.getCommandSpec();
      script
          .append("complete -c ")
          .append(name)
          .append(" -n __fish_use_subcommand -a ")
          .append(spec.name())
          .append(" -d ")
          .append(quoted(OptionView.summary(spec)))
          .append('\n');
      String condition = " -n '__fish_seen_subcommand_from " + spec.name() + "'";
      OptionView.of(spec).forEach(option -> append(name + condition, option, script));
    }
    return script.toString();
  }

  private static void append(String start, OptionView option, StringBuilder script) {
    script.append("complete -c ").append(start);
    for (String name : option.names()) {
      script.append(name.startsWith("--") ? " -l " : " -s ").append(name.replaceFirst("^-+", ""));
    }
    if (!option.words().isEmpty()) {
      script.append(" -x -a ").append(quoted(String.join(" ", option.words())));
    } else if (option.takesPath()) {
      script.append(" -r -F");
    } else if (option.takesValue()) {
      script.append(" -x");
    }
    script.append(" -d ").append(quoted(option.summary())).append('\n');
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
