package io.grampus.cli;

import io.grampus.cli.progress.TerminalSize;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The program executed inside the test, with everything around it given. */
final class Invocation {
  final Map<String, String> variables = new HashMap<>();
  byte[] input = {};
  boolean terminal;
  byte[] outBytes = {};
  String out = "";
  String err = "";

  int run(Services services, String... arguments) {
    return run(environment -> services, arguments);
  }

  int run(Function<Map<String, String>, Services> wiring, String... arguments) {
    ByteArrayOutputStream outStream = new ByteArrayOutputStream();
    ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
    Environment environment =
        new Environment(
            variables,
            new ByteArrayInputStream(input),
            new PrintStream(outStream, false, StandardCharsets.UTF_8),
            new PrintStream(errBytes, false, StandardCharsets.UTF_8),
            new FixedTerminal(terminal),
            Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
    int code = new Program(environment, wiring).run(List.of(arguments));
    outBytes = outStream.toByteArray();
    out = outStream.toString(StandardCharsets.UTF_8);
    err = errBytes.toString(StandardCharsets.UTF_8);
    return code;
  }

  private record FixedTerminal(boolean isOutput) implements Terminal {
    @Override
    public boolean isInput() {
      return isOutput;
    }

    @Override
    public boolean isError() {
      return isOutput;
    }

    @Override
    public TerminalSize size() {
      return TerminalSize.CLASSIC;
    }
  }
}
