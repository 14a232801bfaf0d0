package io.grampus.build.dockerfile;

import java.util.List;

/**
 * A Dockerfile as lines: what {@link DockerfileReader} hands to {@link InstructionParser}.
 *
 * @param fileName as shown in errors
 * @param escape backslash or backtick
 * @param directives in order
 * @param lines at least one in a whole Dockerfile
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

  /** The part that ends before a line. */
  public DockerfileText before(int line) {
    return new DockerfileText(
        fileName,
        escape,
        directives,
        lines.stream().filter(one -> one.range().lastLine() < line).toList(),
        warnings.stream().filter(one -> one.range().lastLine() < line).toList());
  }
}
