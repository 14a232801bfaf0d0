package io.grampus.build.dockerfile;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a Dockerfile into one line of text per instruction: joins continuations, drops comments and
 * blank lines, collects heredocs, honours parser directives.
 */
public final class DockerfileReader {
  private final SourceFile file;
  private final DirectiveReader directives = new DirectiveReader();
  private final List<LogicalLine> lines = new ArrayList<>();
  private final List<Warning> warnings = new ArrayList<>();
  private List<String> comments = new ArrayList<>();
  private int next = 1;

  private DockerfileReader(SourceFile file) {
    this.file = file;
  }

  /**
   * Reads a file.
   *
   * @param fileName the name to show in errors
   * @param bytes UTF-8 with or without byte order mark, lines ending in LF or CR LF
   * @throws DockerfileException if it is not text, too large (4 MiB, 65,535 characters a line),
   *     holds no instruction, a wrong directive or an unterminated heredoc
   */
  public static DockerfileText read(String fileName, byte[] bytes) {
    SourceFile file = SourceDecoder.decode(fileName, bytes);
    DockerfileReader reader = new DockerfileReader(file);
    while (reader.next <= file.size()) {
      reader.readLine();
    }
    if (reader.lines.isEmpty()) {
      throw new DockerfileException(
          "dockerfile-empty",
          file.size() == 0 ? "the Dockerfile is empty" : "the Dockerfile holds no instruction",
          "start it with FROM and the name of a base image",
          file.range(1, 1));
    }
    return new DockerfileText(
        fileName,
        reader.directives.escape(),
        reader.directives.directives(),
        reader.lines,
        reader.warnings);
  }

  private void readLine() {
    int first = next++;
    String line = GoSpace.trimLeft(file.line(first));
    if (directives.accept(line, file.range(first, first))) {
      return;
    }
    if (line.startsWith("#")) {
      addComment(GoSpace.trim(line.substring(1)));
    } else if (!line.isEmpty()) {
      readInstruction(first, line);
      comments = new ArrayList<>();
    }
  }

  /** An empty comment separates what is above it from the instruction below. */
  private void addComment(String comment) {
    if (comment.isEmpty()) {
      comments.clear();
    } else {
      comments.add(comment);
    }
  }

  private void readInstruction(int first, String start) {
    StringBuilder text = new StringBuilder();
    int blankLine = 0;
    int end = continuation(start);
    text.append(start, 0, end < 0 ? start.length() : end);
    while (end >= 0 && next <= file.size()) {
      String line = file.line(next++);
      if (GoSpace.isBlank(line)) {
        blankLine = next - 1;
      } else if (!GoSpace.trimLeft(line).startsWith("#")) {
        end = continuation(line);
        text.append(line, 0, end < 0 ? line.length() : end);
      }
    }
    if (blankLine > 0) {
      warnings.add(
          new Warning(
              "NoEmptyContinuation", "Empty continuation line", file.range(blankLine, blankLine)));
    }
    List<Heredoc> heredocs = readHeredocs(first, text.toString());
    lines.add(new LogicalLine(file.range(first, next - 1), text.toString(), comments, heredocs));
  }

  /** Where the escape character that continues the line stands, or -1. Two in a row do not. */
  private int continuation(String line) {
    int end = line.length();
    while (end > 0 && (line.charAt(end - 1) == ' ' || line.charAt(end - 1) == '\t')) {
      end--;
    }
    char escape = directives.escape();
    boolean continued = end > 0 && line.charAt(end - 1) == escape;
    boolean escaped = end > 1 && line.charAt(end - 2) == escape;
    return continued && !escaped ? end - 1 : -1;
  }

  private List<Heredoc> readHeredocs(int first, String text) {
    List<Heredoc> heredocs = new ArrayList<>();
    SourceRange at = file.range(first, next - 1);
    if (canHoldHeredocs(text, at)) {
      for (HeredocMarker marker : HeredocMarker.inLine(text)) {
        heredocs.add(readHeredoc(marker, at));
      }
    }
    return heredocs;
  }

  private static boolean canHoldHeredocs(String text, SourceRange at) {
    if (!text.contains("<<")) {
      return false;
    }
    CommandSplit split = CommandSplit.of(text);
    if (split.name().equals("ONBUILD")) {
      split = CommandSplit.of(split.rest());
    }
    return switch (split.name()) {
      case "RUN", "COPY", "ADD" -> JsonWords.parse(split.rest(), at).isEmpty();
      default -> false;
    };
  }

  private Heredoc readHeredoc(HeredocMarker marker, SourceRange at) {
    StringBuilder content = new StringBuilder();
    while (next <= file.size()) {
      String raw = file.raw(next++);
      String candidate = SourceFile.withoutLineEnd(raw);
      if (marker.stripTabs()) {
        candidate = candidate.replaceFirst("^\\t+", "");
      }
      if (candidate.equals(marker.name())) {
        return marker.withContent(content.toString());
      }
      content.append(raw);
    }
    throw new DockerfileException(
        "dockerfile-unterminated-heredoc",
        "unterminated heredoc: no line holds just " + marker.name(),
        marker.stripTabs()
            ? "end it with a line of " + marker.name() + ", indented with tabs at most"
            : "end it with a line of " + marker.name() + " without any indentation",
        at);
  }
}
