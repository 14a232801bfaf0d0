package io.grampus.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command itself, with the options that all its subcommands share. */
@Command(
    name = "grampus",
    description =
        "Builds container images without root, daemon, subordinate ids or setuid helpers.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "Example: build the Dockerfile in this folder, and look into the result",
      "  grampus build -t hello .",
      "  grampus run hello ls -l /",
      "",
      "Exit codes: 0 done; 1 failed, and the message says why; 125 the command line",
      "makes no sense; 130 and 143 interrupted. A failed RUN ends \"grampus build\" with",
      "its own exit code.",
      "",
      "\"grampus COMMAND --help\" tells more about a command."
    })
final class GlobalOptions {
  @Option(
      names = "--root",
      paramLabel = "FOLDER",
      scope = ScopeType.INHERIT,
      order = 900,
      description = {
        "Where images, layers and caches are kept.",
        "Else $GRAMPUS_ROOT, else $XDG_DATA_HOME/grampus,",
        "else ~/.local/share/grampus."
      })
  private @Nullable Path root;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      order = 901,
      description = "Add stack traces to errors.")
  private boolean debug;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      order = 902,
      description = "Print this text.")
  boolean help;

  @Nullable Path root() {
    return root;
  }

  boolean debug() {
    return debug;
  }
}
