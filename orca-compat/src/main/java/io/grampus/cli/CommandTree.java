package io.grampus.cli;

import java.util.Collection;
import picocli.CommandLine;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The model of the command line, from which help, completions and manual pages are made. */
final class CommandTree {
  private CommandTree() {}

  /** The program with these of its commands, which belong to the session. */
  static CommandLine of(Session session, Collection<String> names) {
    CommandTable commands = new CommandTable();
    CommandLine root = new CommandLine(session.options());
    for (String name : names) {
      root.addSubcommand(name, commands.make(name, session));
    }
    root.setExpandAtFiles(false).setInterpolateVariables(false);
    setHeadings(root);
    root.getSubcommands().values().forEach(CommandTree::setHeadings);
    CommandLine run = root.getSubcommands().get("run");
    if (run != null) {
      run.setStopAtPositional(true);
    }
    return root;
  }

  /** The program with all commands. */
  static CommandLine whole(Session session) {
    return of(session, new CommandTable().names());
  }

  private static void setHeadings(CommandLine command) {
    UsageMessageSpec usage = command.getCommandSpec().usageMessage();
    usage.synopsisHeading("Usage: ");
    usage.descriptionHeading("%n");
    usage.parameterListHeading("%nArguments:%n");
    usage.optionListHeading("%nOptions:%n");
    usage.commandListHeading("%nCommands:%n");
    usage.footerHeading("%n");
    usage.abbreviateSynopsis(true);
    usage.sortOptions(false);
  }
}
