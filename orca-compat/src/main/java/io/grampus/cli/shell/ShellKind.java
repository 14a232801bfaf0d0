package io.grampus.cli.shell;

import picocli.AutoComplete;
import picocli.CommandLine;

/** A shell for which completions are made, and where packages put them. */
public enum ShellKind {
  BASH("grampus.bash"),
  ZSH("_grampus"),
  FISH("grampus.fish");

  private final String file;

  ShellKind(String file) {
    this.file = file;
  }

  /** The file's name in a package. */
  public String file() {
    return file;
  }

  /** The script that teaches the shell a program with commands. */
  public String completion(CommandLine root) {
    return switch (this) {
      case BASH -> AutoComplete.bash(root.getCommandName(), root);
      case ZSH -> ZshCompletion.of(root);
      case FISH -> FishCompletion.of(root);
    };
  }
}
