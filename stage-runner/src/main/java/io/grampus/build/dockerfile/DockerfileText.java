package io.grampus.build.dockerfile;

import java.util.List;

/**
 * A Dockerfile as lines: what {@link DockerfileReader} hands to {@link InstructionParser}.
 *
 * @param fileName as shown in errors
 * @param escape backslash or backtick
 * @param directives in order
 * @param lines at least one
 * @param warnings in order of lines
 */
public record DockerfileText(
    String fileName,
    char escape,
    List<Directive> directives,
    List<LogicalLine> lines,
    List<Warning> warnings) {
  /** Takes a copy of every list. */
  public DockerfileText {
    directives = List.copyOf(directives);
    lines = List.copyOf(lines);
    warnings = List.copyOf(warnings);
  }
}
