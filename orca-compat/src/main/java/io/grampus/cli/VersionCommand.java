package io.grampus.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Prints which version this is. */
@Command(
    name = "version",
    description = "Print the version of Grampus and of the Java it runs on.",
    footer = {"Example:", "  grampus version"})
final class VersionCommand implements Callable<Integer> {
  private final Session session;

  VersionCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    String version = VersionCommand.class.getPackage().getImplementationVersion();
    session
        .environment()
        .out()
        .printf(
            "grampus %s%njava %s, %s%n",
            version == null ? "(not packaged)" : version,
            System.getProperty("java.version"),
            System.getProperty("os.arch"));
    return ExitCode.OK;
  }
}
