package io.grampus.cli;

import io.grampus.build.MeansPreference;
import io.grampus.os.Availability;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Prints what this machine offers and lacks. */
@Command(
    name = "doctor",
    description = {
      "Tell what works on this machine, and what to change where something is missing.",
      "",
      "The kinds of sandbox that can execute a RUN come first, the best one on top; a build uses "
          + "the first that works."
    },
    footer = {"Example:", "  grampus doctor"})
final class DoctorCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private final SandboxOptions sandbox = new SandboxOptions();

  DoctorCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    PrintStream out = session.environment().out();
    String group = "";
    for (Finding finding : session.services().findings(preference())) {
      if (!finding.group().equals(group)) {
        out.println((group.isEmpty() ? "" : System.lineSeparator()) + finding.group());
        group = finding.group();
      }
      print(finding, out);
    }
    return ExitCode.OK;
  }

  private MeansPreference preference() {
    return sandbox.preference(session.environment().variables());
  }

  private static void print(Finding finding, PrintStream out) {
    String mark = finding.availability().isAvailable() ? "yes" : "no ";
    String detail = finding.detail().isEmpty() ? "" : ": " + finding.detail();
    out.println("  " + mark + "  " + finding.name() + detail);
    if (finding.availability() instanceof Availability.Unavailable unavailable) {
      out.println("         because " + unavailable.cause());
      out.println("         remedy: " + unavailable.hint());
    }
  }
}
