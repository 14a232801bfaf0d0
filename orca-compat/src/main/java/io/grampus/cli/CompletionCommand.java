package io.grampus.cli;

import io.grampus.cli.shell.ShellKind;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Prints a script that teaches a shell the command line. */
@Command(
    name = "completion",
    description = "Print a script that lets a shell complete commands and options.",
    footer = {
      "Examples:",
      "  source <(grampus completion bash)",
      "  source <(grampus completion zsh)",
      "  grampus completion fish > ~/.config/fish/completions/grampus.fish"
    })
final class CompletionCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(
      paramLabel = "SHELL",
      converter = Shells.class,
      completionCandidates = Shells.class,
      description = "bash, zsh or fish.")
  private ShellKind shell = ShellKind.BASH;

  CompletionCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    session.environment().out().print(shell.completion(CommandTree.whole(session)));
    return ExitCode.OK;
  }

  /** Reads the argument. */
  static final class Shells extends WordConverter<ShellKind> {
    Shells() {
      super("shell", ShellKind.values());
    }
  }
}
