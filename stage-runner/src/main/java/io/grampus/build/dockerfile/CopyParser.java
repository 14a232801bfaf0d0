package io.grampus.build.dockerfile;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Parses {@code COPY} and {@code ADD}. */
final class CopyParser {
  private static final Map<String, InstructionFlags.Kind> COPY_FLAGS =
      Map.of(
          "from", InstructionFlags.Kind.VALUE,
          "chown", InstructionFlags.Kind.VALUE,
          "chmod", InstructionFlags.Kind.VALUE,
          "link", InstructionFlags.Kind.SWITCH,
          "parents", InstructionFlags.Kind.SWITCH,
          "exclude", InstructionFlags.Kind.VALUES);
  private static final Map<String, InstructionFlags.Kind> ADD_FLAGS =
      Map.of(
          "chown", InstructionFlags.Kind.VALUE,
          "chmod", InstructionFlags.Kind.VALUE,
          "link", InstructionFlags.Kind.SWITCH,
          "keep-git-dir", InstructionFlags.Kind.SWITCH,
          "checksum", InstructionFlags.Kind.VALUE,
          "unpack", InstructionFlags.Kind.SWITCH,
          "exclude", InstructionFlags.Kind.VALUES);

  private CopyParser() {}

  static CopyInstruction copy(InstructionLine line) {
    List<String> words = wordsWithDestination(line);
    InstructionFlags flags = line.flags(COPY_FLAGS);
    String from = flags.valueUnlessEmpty("from");
    if (from != null && !isLiteral(from, line)) {
      throw line.failure(
          "variable expansion is not supported for --from",
          "define a stage with FROM and a global ARG, and name that stage here");
    }
    return new CopyInstruction(
        line.source(),
        sources(line, words),
        from,
        flags.valueUnlessEmpty("chown"),
        flags.valueUnlessEmpty("chmod"),
        flags.isOn("link"),
        flags.isOn("parents"),
        flags.values("exclude"));
  }

  static AddInstruction add(InstructionLine line) {
    List<String> words = wordsWithDestination(line);
    InstructionFlags flags = line.flags(ADD_FLAGS);
    return new AddInstruction(
        line.source(),
        sources(line, words),
        flags.valueUnlessEmpty("chown"),
        flags.valueUnlessEmpty("chmod"),
        flags.isOn("link"),
        flags.switched("keep-git-dir"),
        flags.valueUnlessEmpty("checksum"),
        flags.switched("unpack"),
        flags.values("exclude"));
  }

  private static boolean isLiteral(String from, InstructionLine line) {
    return new WordExpander(line.escape()).expand(from, Map.of(), line.at()).text().equals(from);
  }

  private static List<String> wordsWithDestination(InstructionLine line) {
    List<String> words = line.listOrWords();
    if (words.size() < 2) {
      throw line.failure(
          line.split().name()
              + (words.isEmpty()
                  ? " requires at least two arguments, but none was provided"
                  : " requires at least two arguments, but only one was provided")
              + ". Destination could not be determined",
          "write " + line.split().name() + " SOURCE DESTINATION");
    }
    return words;
  }

  private static CopySources sources(InstructionLine line, List<String> words) {
    String destination = words.get(words.size() - 1);
    if (HeredocMarker.parse(destination).isPresent()) {
      throw line.failure(
          line.split().name() + " cannot accept a heredoc as a destination",
          "put the destination path last");
    }
    Map<String, Heredoc> bodies = new LinkedHashMap<>();
    line.heredocs().forEach(heredoc -> bodies.put(heredoc.name(), heredoc));
    List<String> paths = new ArrayList<>();
    List<InlineFile> files = new ArrayList<>();
    for (String word : words.subList(0, words.size() - 1)) {
      Optional<HeredocMarker> marker = HeredocMarker.parse(word);
      if (marker.isEmpty()) {
        paths.add(word);
      } else {
        files.add(file(marker.get(), bodies));
      }
    }
    return new CopySources(paths, files, destination);
  }

  /** A marker within a JSON array has no body; BuildKit makes that an empty file. */
  private static InlineFile file(HeredocMarker marker, Map<String, Heredoc> bodies) {
    Heredoc heredoc = bodies.getOrDefault(marker.name(), marker.withContent(""));
    return new InlineFile(marker.name(), heredoc.text(), marker.expand());
  }
}
