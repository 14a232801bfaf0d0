package io.grampus.cli;

import io.grampus.cli.shell.ManualPage;
import io.grampus.cli.shell.ShellKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes the manual and the completions that a package installs. */
@Command(
    name = "package-files",
    description = {
      "Write the manual and the shell completions that a package of Grampus installs.",
      "",
      "The manual's pages go to FOLDER/man/man1, the completions to FOLDER/completions."
    },
    footer = {"Example:", "  grampus package-files /usr/local/share"})
final class PackageFilesCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "FOLDER", description = "Where to write them; made where missing.")
  private Path folder = Path.of(".");

  @Option(
      names = "--release",
      paramLabel = "VERSION",
      description = "The version that the manual names. Else this program's.")
  private String release = VersionCommand.version();

  PackageFilesCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    CommandLine root = CommandTree.whole(session);
    Path manual = Files.createDirectories(folder.resolve("man/man1"));
    write(manual, root.getCommandSpec());
    for (CommandLine command : root.getSubcommands().values()) {
      write(manual, command.getCommandSpec());
    }
    Path completions = Files.createDirectories(folder.resolve("completions"));
    for (ShellKind shell : ShellKind.values()) {
      Files.writeString(completions.resolve(shell.file()), shell.completion(root));
    }
    return ExitCode.OK;
  }

  private void write(Path manual, CommandSpec command) throws IOException {
    Path file = manual.resolve(ManualPage.file(command));
    Files.writeString(file, ManualPage.of(command, release));
  }
}
