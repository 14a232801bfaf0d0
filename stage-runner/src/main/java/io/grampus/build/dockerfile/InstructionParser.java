package io.grampus.build.dockerfile;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Turns the lines of a Dockerfile into typed instructions. */
public final class InstructionParser {
  private static final List<String> NAMES =
      List.of(
          "ADD",
          "ARG",
          "CMD",
          "COPY",
          "ENTRYPOINT",
          "ENV",
          "EXPOSE",
          "FROM",
          "HEALTHCHECK",
          "LABEL",
          "MAINTAINER",
          "ONBUILD",
          "RUN",
          "SHELL",
          "STOPSIGNAL",
          "USER",
          "VOLUME",
          "WORKDIR");
  private static final Pattern STAGE_NAME = Pattern.compile("[a-z][a-z0-9-_.]*");
  private static final Pattern ONBUILD = Pattern.compile("(?i)^\\s*ONBUILD\\s*");

  private InstructionParser() {}

  /**
   * Parses all lines.
   *
   * @throws DockerfileException for the first line that is wrong
   */
  public static ParsedDockerfile parse(DockerfileText text) {
    List<Instruction> instructions = new ArrayList<>();
    for (LogicalLine line : text.lines()) {
      instructions.add(instruction(InstructionLine.of(line, text.escape())));
    }
    return new ParsedDockerfile(text.escape(), text.directives(), instructions, text.warnings());
  }

  /**
   * Parses what an {@code ONBUILD} instruction left in an image.
   *
   * @param expression the trigger as the image's configuration has it
   * @param at the FROM instruction that brings it in, to be blamed for everything wrong
   * @throws DockerfileException if it is not exactly one instruction that may be triggered
   */
  public static Instruction parseTrigger(String expression, SourceRange at) {
    DockerfileText text;
    try {
      text = DockerfileReader.read(at.file(), expression.getBytes(StandardCharsets.UTF_8));
    } catch (DockerfileException wrong) {
      throw new DockerfileException(
          wrong.code(), "ONBUILD trigger: " + wrong.problem(), wrong.hint(), at);
    }
    if (text.lines().size() != 1) {
      throw new DockerfileException(
          "dockerfile-onbuild",
          "an ONBUILD trigger of the base image is not a single instruction",
          "rebuild the base image",
          at);
    }
    LogicalLine line = text.lines().get(0);
    LogicalLine moved = new LogicalLine(at, line.text(), List.of(), line.heredocs());
    InstructionLine trigger = InstructionLine.of(moved, text.escape());
    refuseUntriggerable(trigger, trigger.split());
    return instruction(trigger);
  }

  private static Instruction instruction(InstructionLine line) {
    return switch (line.split().name()) {
      case "ADD" -> CopyParser.add(line);
      case "ARG" -> KeyValueParser.arg(line);
      case "CMD" -> {
        line.refuseFlags();
        yield new CmdInstruction(line.source(), line.commandLine());
      }
      case "COPY" -> CopyParser.copy(line);
      case "ENTRYPOINT" -> {
        line.refuseFlags();
        yield new EntrypointInstruction(line.source(), line.commandLine());
      }
      case "ENV" -> KeyValueParser.env(line);
      case "EXPOSE" -> expose(line);
      case "FROM" -> from(line);
      case "HEALTHCHECK" -> HealthcheckParser.parse(line);
      case "LABEL" -> KeyValueParser.label(line);
      case "MAINTAINER" -> new MaintainerInstruction(line.source(), line.onlyArgument());
      case "ONBUILD" -> onbuild(line);
      case "RUN" -> RunParser.parse(line);
      case "SHELL" -> shell(line);
      case "STOPSIGNAL" -> stopsignal(line);
      case "USER" -> new UserInstruction(line.source(), line.onlyArgument());
      case "VOLUME" -> volume(line);
      case "WORKDIR" -> new WorkdirInstruction(line.source(), line.onlyArgument());
      default -> throw unknown(line);
    };
  }

  private static DockerfileException unknown(InstructionLine line) {
    String keyword = line.split().keyword();
    return new DockerfileException(
        "dockerfile-unknown-instruction",
        Suggestion.append("unknown instruction: " + keyword, keyword, NAMES),
        "an instruction is one of " + String.join(", ", NAMES),
        line.at());
  }

  private static FromInstruction from(InstructionLine line) {
    List<String> words = WordSplitter.atBlanks(line.rest());
    boolean named = words.size() == 3 && words.get(1).equalsIgnoreCase("as");
    if (words.size() != 1 && !named) {
      throw line.failure(
          "FROM requires either one or three arguments", "write FROM IMAGE or FROM IMAGE AS NAME");
    }
    String name = named ? words.get(2).toLowerCase(Locale.ROOT) : null;
    if (name != null && !STAGE_NAME.matcher(name).matches()) {
      throw line.failure(
          "invalid name for build stage: "
              + GoQuote.quote(words.get(2))
              + ", name can't start with a number or contain symbols",
          "use letters, digits, dots, dashes and underscores, a letter first");
    }
    InstructionFlags flags = line.flags(Map.of("platform", InstructionFlags.Kind.VALUE));
    return new FromInstruction(
        line.source(), words.get(0), name, flags.valueUnlessEmpty("platform"));
  }

  private static ExposeInstruction expose(InstructionLine line) {
    line.requireArgument();
    line.refuseFlags();
    List<String> ports = WordSplitter.atBlanks(line.rest()).stream().sorted().toList();
    return new ExposeInstruction(line.source(), ports);
  }

  private static ShellInstruction shell(InstructionLine line) {
    line.refuseFlags();
    CommandLine words = line.commandLine();
    if (words.words().isEmpty()) {
      throw line.failure(
          "SHELL requires at least one argument", "write SHELL [\"/bin/sh\", \"-c\"]");
    }
    if (words.shellForm()) {
      throw line.failure(
          "SHELL requires the arguments to be in JSON form", "write SHELL [\"/bin/sh\", \"-c\"]");
    }
    return new ShellInstruction(line.source(), words.words());
  }

  /** BuildKit never looks at this instruction's flags, so they are not refused here either. */
  private static StopsignalInstruction stopsignal(InstructionLine line) {
    if (line.rest().isEmpty()) {
      throw line.failure("STOPSIGNAL requires exactly one argument", "write STOPSIGNAL SIGTERM");
    }
    return new StopsignalInstruction(line.source(), line.rest());
  }

  private static VolumeInstruction volume(InstructionLine line) {
    List<String> paths = line.listOrWords();
    if (paths.isEmpty()) {
      throw line.failure("VOLUME requires at least one argument", "give it a path");
    }
    line.refuseFlags();
    List<String> trimmed = paths.stream().map(GoSpace::trim).toList();
    if (trimmed.contains("")) {
      throw line.failure("VOLUME specified can not be an empty string", "give it a path");
    }
    return new VolumeInstruction(line.source(), trimmed);
  }

  private static OnbuildInstruction onbuild(InstructionLine line) {
    line.requireArgument();
    line.refuseFlags();
    CommandSplit trigger = CommandSplit.of(line.rest());
    refuseUntriggerable(line, trigger);
    StringBuilder expression =
        new StringBuilder(ONBUILD.matcher(line.source().text()).replaceFirst(""));
    for (Heredoc heredoc : line.heredocs()) {
      expression.append('\n').append(heredoc.content()).append(heredoc.name());
    }
    checkTriggerWords(line, trigger);
    return new OnbuildInstruction(line.source(), expression.toString());
  }

  private static void refuseUntriggerable(InstructionLine line, CommandSplit trigger) {
    switch (trigger.name()) {
      case "ONBUILD" ->
          throw line.failure(
              "Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed", "write ONBUILD once");
      case "MAINTAINER", "FROM" ->
          throw line.failure(
              trigger.name() + " isn't allowed as an ONBUILD trigger",
              "trigger another instruction, such as COPY or RUN");
      default -> {}
    }
  }

  /** What is wrong with a trigger's words is wrong at once; its meaning is judged when it runs. */
  private static void checkTriggerWords(InstructionLine line, CommandSplit trigger) {
    InstructionLine inner =
        new InstructionLine(line.source(), trigger, line.heredocs(), line.escape());
    switch (trigger.name()) {
      case "ADD", "COPY", "VOLUME", "RUN", "CMD", "ENTRYPOINT", "SHELL" ->
          JsonWords.parse(trigger.rest(), line.at());
      case "ENV", "LABEL" -> KeyValueParser.pairs(inner);
      default -> {}
    }
  }
}
