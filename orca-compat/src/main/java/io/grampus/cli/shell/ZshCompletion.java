package io.grampus.cli.shell;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Completions for zsh; see zshcompsys(1). The script can be a file {@code _grampus} in fpath, or be
 * sourced.
 */
final class ZshCompletion {
  private ZshCompletion() {}

  /** The script for a program with commands. */
  static String of(CommandLine root) {
    String name = root.getCommandName();
    StringBuilder script = new StringBuilder("#compdef " + name + "\n\n");
    script.append("_").append(name).append("() {\n  local -a commands\n  commands=(\n");
    root.getSubcommands()
        .forEach(
            (word, command) ->
                script
                    .append("    ")
                    .append(quoted(word + ":" + OptionView.summary(command.getCommandSpec())))
                    .append('\n'));
    script.append(
        "  )\n  if (( CURRENT == 2 )); then\n    _describe -t commands command commands\n");
    script.append(
        "    return\n  fi\n  local command=$words[2]\n  shift words\n  (( CURRENT-- ))\n");
    script.append("  case $command in\n");
    root.getSubcommands()
        .forEach((word, command) -> append(word, command.getCommandSpec(), script));
    script.append("  esac\n}\n\nif [ \"$funcstack[1]\" = \"_").append(name).append("\" ]; then\n");
    script.append("  _").append(name).append(" \"$@\"\nelse\n  compdef _").append(name);
    return script.append(" ").append(name).append("\nfi\n").toString();
  }

  private static void append(String word, CommandSpec command, StringBuilder script) {
    script.append("    ").append(word).append(")\n      _arguments -s");
    for (OptionView option : OptionView.of(command)) {
      for (String line : arguments(option)) {
        script.append(" \\\n        ").append(line);
      }
    }
    script.append(" \\\n        '*:argument:_files'\n      ;;\n");
  }

  private static List<String> arguments(OptionView option) {
    String about = "[" + escaped(option.summary()) + "]";
    String value = option.takesValue() ? ":" + escaped(option.value()) + ":" + action(option) : "";
    List<String> lines = new ArrayList<>();
    for (String name : option.names()) {
      String form = name.startsWith("--") && option.takesValue() ? name + "=" : name;
      lines.add(quoted("*" + form + about + value));
    }
    return lines;
  }

  private static String action(OptionView option) {
    if (!option.words().isEmpty()) {
      return "(" + String.join(" ", option.words()) + ")";
    }
    return option.takesPath() ? "_files" : " ";
  }

  /** What has a meaning to _arguments. */
  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]").replace(":", "\\:");
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
