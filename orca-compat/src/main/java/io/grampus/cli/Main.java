package io.grampus.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;

/** The program's entry. */
public final class Main {
  private Main() {}

  /** Executes the command line and ends the process with its exit code. */
  public static void main(String[] arguments) {
    StandardOutput output = new StandardOutput(new FileOutputStream(FileDescriptor.out));
    Environment environment =
        new Environment(
            System.getenv(),
            new StandardInput(),
            stream(output),
            stream(new FileOutputStream(FileDescriptor.err)),
            new ProcessTerminal(),
            Clock.systemUTC());
    Interruption interruption = Interruption.ofCurrentThread();
    int code;
    try {
      code = new Program(environment, Wiring::new).run(List.of(arguments));
      code = output.exitCode(code, environment.err());
    } finally {
      interruption.workIsOver();
    }
    System.exit(code);
  }

  private static PrintStream stream(OutputStream out) {
    return new PrintStream(out, false, StandardCharsets.UTF_8);
  }
}
