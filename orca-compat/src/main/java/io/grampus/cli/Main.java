package io.grampus.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Locale;

/** The program's entry. */
public final class Main {
  private Main() {}

  /** Executes the command line and ends the process with its exit code. */
  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT); // in some languages numbers have other digits
    Interruption interruption = Interruption.ofCurrentThread();
    int code;
    try {
      code =
          execute(
              List.of(arguments),
              new FileOutputStream(FileDescriptor.out),
              new FileOutputStream(FileDescriptor.err));
    } finally {
      interruption.workIsOver();
    }
    System.exit(code);
  }

  /**
   * Executes the command line with this process's environment and standard input, and returns the
   * exit code; one process can do so any number of times, one after the other.
   */
  public static int execute(List<String> arguments, OutputStream out, OutputStream err) {
    StandardOutput output = new StandardOutput(out);
    Environment environment =
        new Environment(
            System.getenv(),
            new StandardInput(),
            stream(output),
            stream(err),
            new ProcessTerminal(),
            Clock.systemUTC());
    int code = new Program(environment, Wiring::new).run(arguments);
    return output.exitCode(code, environment.err());
  }

  private static PrintStream stream(OutputStream out) {
    return new PrintStream(out, false, StandardCharsets.UTF_8);
  }
}
