package io.grampus.cli;

import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

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
    Arrays.stream(text()).forEach(session.environment().out()::println);
    return ExitCode.OK;
  }

  /** The version of the jar. */
  static String version() {
    String version = VersionCommand.class.getPackage().getImplementationVersion();
    return version == null ? "(not packaged)" : version;
  }

  private static String[] text() {
    return new String[] {
      "grampus " + version(),
      "java " + System.getProperty("java.version") + ", " + System.getProperty("os.arch")
    };
  }

  /** Answers {@code --version} of a command that stands for another program. */
  static final class Provider implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return text();
    }
  }
}
