package io.grampus.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;

/** The subcommands in the order in which help lists them; a command is made only when needed. */
final class CommandTable {
  private final Map<String, Function<Session, Callable<Integer>>> commands = new LinkedHashMap<>();

  CommandTable() {
    commands.put("build", BuildCommand::new);
    commands.put("run", RunCommand::new);
    commands.put("images", ImagesCommand::new);
    commands.put("inspect", InspectCommand::new);
    commands.put("history", HistoryCommand::new);
    commands.put("diff", DiffCommand::new);
    commands.put("tag", TagCommand::new);
    commands.put("rmi", RmiCommand::new);
    commands.put("pull", PullCommand::new);
    commands.put("push", PushCommand::new);
    commands.put("save", SaveCommand::new);
    commands.put("load", LoadCommand::new);
    commands.put("import", ImportCommand::new);
    commands.put("export", ExportCommand::new);
    commands.put("login", LoginCommand::new);
    commands.put("logout", LogoutCommand::new);
    commands.put("prune", PruneCommand::new);
    commands.put("plugin", PluginCommand::new);
    commands.put("orca-build", OrcaBuildCommand::new);
    commands.put("completion", CompletionCommand::new);
    commands.put("package-files", PackageFilesCommand::new);
    commands.put("doctor", DoctorCommand::new);
    commands.put("version", VersionCommand::new);
  }

  Set<String> names() {
    return commands.keySet();
  }

  /** Makes a command of {@link #names()}. */
  Callable<Integer> make(String name, Session session) {
    Function<Session, Callable<Integer>> command = commands.get(name);
    if (command == null) {
      throw new IllegalArgumentException(name);
    }
    return command.apply(session);
  }
}
