package io.grampus.build.dockerfile;

import java.util.List;

/**
 * A Dockerfile as instructions: what {@link InstructionParser} hands to {@link StageGraph}.
 *
 * @param escape backslash or backtick
 * @param directives in order
 * @param instructions in a whole Dockerfile at least one, the first a FROM or ARG
 * @param warnings in order of lines
 */
public record ParsedDockerfile(
    char escape,
    List<Directive> directives,
    List<Instruction> instructions,
    List<Warning> warnings) {
  /** Takes a copy of every list. */
  public ParsedDockerfile {
    directives = List.copyOf(directives);
    instructions = List.copyOf(instructions);
    warnings = List.copyOf(warnings);
  }
}
