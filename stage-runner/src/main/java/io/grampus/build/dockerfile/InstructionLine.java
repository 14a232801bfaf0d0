package io.grampus.build.dockerfile;

import java.util.List;
import java.util.Map;

/**
 * One instruction on its way from text to record: what all the parsers of single instructions need.
 *
 * @param source what the record will carry
 * @param split keyword, flags and rest of the line
 * @param heredocs the bodies that follow the line
 * @param escape the file's escape character
 */
record InstructionLine(
    InstructionSource source, CommandSplit split, List<Heredoc> heredocs, char escape) {

  static InstructionLine of(LogicalLine line, char escape) {
    InstructionSource source =
        new InstructionSource(line.range(), GoSpace.trim(line.text()), line.comments());
    return new InstructionLine(source, CommandSplit.of(line.text()), line.heredocs(), escape);
  }

  SourceRange at() {
    return source.range();
  }

  String rest() {
    return split.rest();
  }

  /** Checks the flags of an instruction that has none. */
  void refuseFlags() {
    flags(Map.of());
  }

  InstructionFlags flags(Map<String, InstructionFlags.Kind> known) {
    return InstructionFlags.parse(split.flags(), known, at());
  }

  /** The whole rest as the one argument of an instruction that needs exactly one. */
  String onlyArgument() {
    if (rest().isEmpty()) {
      throw failure(split.name() + " requires exactly one argument", "give it one");
    }
    refuseFlags();
    return rest();
  }

  /** Refuses an instruction without any argument. */
  void requireArgument() {
    if (rest().isEmpty()) {
      throw failure(split.name() + " requires at least one argument", "give it one");
    }
  }

  /** The words of a JSON array, or of the line. */
  List<String> listOrWords() {
    return JsonWords.parse(rest(), at()).orElseGet(() -> WordSplitter.atBlanks(rest()));
  }

  /** A JSON array as the exec form, anything else as the shell form. */
  CommandLine commandLine() {
    return commandLine(rest());
  }

  CommandLine commandLine(String text) {
    if (text.isEmpty()) {
      return new CommandLine(List.of(), true);
    }
    return JsonWords.parse(text, at())
        .map(words -> new CommandLine(words, false))
        .orElseGet(() -> CommandLine.shell(text));
  }

  DockerfileException failure(String problem, String hint) {
    return new DockerfileException("dockerfile-syntax", problem, hint, at());
  }
}
