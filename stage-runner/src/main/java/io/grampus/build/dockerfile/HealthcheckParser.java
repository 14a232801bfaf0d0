package io.grampus.build.dockerfile;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Parses {@code HEALTHCHECK}. */
final class HealthcheckParser {
  private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(1);
  private static final Map<String, InstructionFlags.Kind> FLAGS =
      Map.of(
          "interval", InstructionFlags.Kind.VALUE,
          "timeout", InstructionFlags.Kind.VALUE,
          "start-period", InstructionFlags.Kind.VALUE,
          "start-interval", InstructionFlags.Kind.VALUE,
          "retries", InstructionFlags.Kind.VALUE);

  private HealthcheckParser() {}

  static HealthcheckInstruction parse(InstructionLine line) {
    line.requireArgument();
    String rest = line.rest();
    int end = 0;
    while (end < rest.length() && !GoSpace.isSpace(rest.charAt(end))) {
      end++;
    }
    String type = rest.substring(0, end).toUpperCase(Locale.ROOT);
    String command = GoSpace.trimLeft(rest.substring(end));
    return switch (type) {
      case "NONE" -> none(line, command);
      case "CMD" -> command(line, command);
      default ->
          throw line.failure(
              "Unknown type " + GoQuote.quote(type) + " in HEALTHCHECK (try CMD)",
              "write HEALTHCHECK CMD COMMAND or HEALTHCHECK NONE");
    };
  }

  private static HealthcheckInstruction none(InstructionLine line, String command) {
    if (!line.commandLine(command).words().isEmpty()) {
      throw line.failure("HEALTHCHECK NONE takes no arguments", "remove what follows NONE");
    }
    Duration zero = Duration.ZERO;
    return new HealthcheckInstruction(
        line.source(), new Healthcheck(List.of("NONE"), zero, zero, zero, zero, 0));
  }

  private static HealthcheckInstruction command(InstructionLine line, String text) {
    InstructionFlags flags = line.flags(FLAGS);
    CommandLine command = line.commandLine(text);
    if (command.words().isEmpty()) {
      throw line.failure("Missing command after HEALTHCHECK CMD", "write HEALTHCHECK CMD COMMAND");
    }
    List<String> test = new ArrayList<>();
    test.add(command.shellForm() ? "CMD-SHELL" : "CMD");
    test.addAll(command.words());
    return new HealthcheckInstruction(
        line.source(),
        new Healthcheck(
            test,
            duration(line, flags, "interval"),
            duration(line, flags, "timeout"),
            duration(line, flags, "start-period"),
            duration(line, flags, "start-interval"),
            retries(line, flags)));
  }

  private static Duration duration(InstructionLine line, InstructionFlags flags, String name) {
    String text = flags.valueUnlessEmpty(name);
    if (text == null) {
      return Duration.ZERO;
    }
    Duration duration =
        GoDuration.parse(text)
            .orElseThrow(
                () ->
                    line.failure(
                        "invalid duration " + GoQuote.quote(text) + " for --" + name,
                        "write a number and a unit, such as 30s, 1m30s or 500ms"));
    if (!duration.isZero() && duration.compareTo(SHORTEST_INTERVAL) < 0) {
      throw line.failure(
          "Interval " + GoQuote.quote(name) + " cannot be less than 1ms",
          "write a longer one, such as 30s");
    }
    return duration;
  }

  private static int retries(InstructionLine line, InstructionFlags flags) {
    String text = flags.valueUnlessEmpty("retries");
    if (text == null) {
      return 0;
    }
    if (!text.matches("[+-]?[0-9]{1,10}") || Long.parseLong(text) != (int) Long.parseLong(text)) {
      throw line.failure("--retries is not a number: " + text, "write a number, such as 3");
    }
    int retries = Integer.parseInt(text);
    if (retries < 0) {
      throw line.failure(
          "--retries cannot be negative (" + retries + ")", "write a number, such as 3");
    }
    return retries;
  }
}
