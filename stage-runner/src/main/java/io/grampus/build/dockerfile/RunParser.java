package io.grampus.build.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Parses {@code RUN}. */
final class RunParser {
  private static final Map<String, InstructionFlags.Kind> FLAGS =
      Map.of(
          "mount", InstructionFlags.Kind.VALUES,
          "network", InstructionFlags.Kind.VALUE,
          "security", InstructionFlags.Kind.VALUE,
          "device", InstructionFlags.Kind.VALUES);

  private RunParser() {}

  static RunInstruction parse(InstructionLine line) {
    InstructionFlags flags = line.flags(FLAGS);
    List<MountFlag> mounts = new ArrayList<>();
    for (String text : flags.values("mount")) {
      mounts.add(MountParser.flag(text, line.at()));
    }
    List<DeviceRequest> devices = new ArrayList<>();
    for (String text : flags.values("device")) {
      devices.add(DeviceParser.parse(text, line.at()));
    }
    return new RunInstruction(
        line.source(),
        command(line),
        line.heredocs(),
        mounts,
        network(line, flags.valueOr("network", "default")),
        security(line, flags.valueOr("security", "sandbox")),
        devices);
  }

  /** An empty line is a command of the shell's, an empty list is none. */
  private static CommandLine command(InstructionLine line) {
    CommandLine command = line.commandLine();
    if (command.words().isEmpty() && !command.shellForm()) {
      throw line.failure("RUN has an empty list for a command", "write RUN COMMAND");
    }
    return command;
  }

  private static NetworkMode network(InstructionLine line, String value) {
    return switch (value) {
      case "default" -> NetworkMode.DEFAULT;
      case "none" -> NetworkMode.NONE;
      case "host" -> NetworkMode.HOST;
      default ->
          throw line.failure(
              "invalid network mode " + GoQuote.quote(value), "use default, none or host");
    };
  }

  private static SecurityMode security(InstructionLine line, String value) {
    return switch (value) {
      case "sandbox" -> SecurityMode.SANDBOX;
      case "insecure" -> SecurityMode.INSECURE;
      default ->
          throw line.failure(
              "security " + GoQuote.quote(value) + " is not valid", "use sandbox or insecure");
    };
  }
}
