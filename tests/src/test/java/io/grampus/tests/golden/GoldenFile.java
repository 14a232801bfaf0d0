package io.grampus.tests.golden;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A file of {@link GoldenCase}s, {@code NAME.cases}, and the file of results beside it. */
record GoldenFile(Path path) {
  static final Path FOLDER = Path.of("src/test/resources/golden");
  private static final String SUFFIX = ".cases";
  private static final String CASE = "=== ";
  private static final String PART = "--- ";

  /** All files there are, by name. */
  static List<GoldenFile> all() {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .filter(file -> file.toString().endsWith(SUFFIX))
          .sorted()
          .map(GoldenFile::new)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String name() {
    String name = path.getFileName().toString();
    return name.substring(0, name.length() - SUFFIX.length());
  }

  Path recordedPath() {
    return path.resolveSibling(name() + ".recorded");
  }

  /** The cases in their order; what stands before the first one is for all that lack it. */
  List<GoldenCase> cases() {
    Map<String, String> common = new LinkedHashMap<>();
    List<GoldenCase> cases = new ArrayList<>();
    sections(path)
        .forEach(
            (name, text) -> {
              if (name.isEmpty()) {
                common.putAll(parts(text));
              } else {
                cases.add(parse(name, text, common));
              }
            });
    return cases;
  }

  /** The results by the names of their cases. */
  Map<String, String> recorded() {
    return sections(recordedPath());
  }

  private GoldenCase parse(String name, String text, Map<String, String> common) {
    Map<String, String> parts = parts(text);
    return new GoldenCase(
        name(),
        name,
        parts.getOrDefault("context", common.getOrDefault("context", "")) + ignoreFile(parts),
        parts.getOrDefault("arguments", common.getOrDefault("arguments", "")).lines().toList(),
        parts.getOrDefault("Dockerfile", ""),
        parts.getOrDefault("differs", "").lines().toList());
  }

  private static String ignoreFile(Map<String, String> parts) {
    String ignored = parts.get("ignored");
    return ignored == null
        ? ""
        : "cat >.dockerignore <<'END OF FILE'\n" + ignored + "END OF FILE\n";
  }

  /** The text before the first case has the empty name. */
  private static Map<String, String> sections(Path file) {
    try {
      return split(Files.readString(file), CASE, "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, String> parts(String text) {
    return split(text, PART, "Dockerfile");
  }

  private static Map<String, String> split(String text, String mark, String first) {
    Map<String, String> found = new LinkedHashMap<>();
    String name = first;
    StringBuilder content = new StringBuilder();
    for (String line : text.split("(?<=\n)")) {
      if (line.startsWith(mark)) {
        put(found, name, content);
        name = line.substring(mark.length()).strip();
        content.setLength(0);
      } else {
        content.append(line);
      }
    }
    put(found, name, content);
    return found;
  }

  private static void put(Map<String, String> found, String name, StringBuilder content) {
    boolean nothingBeforeTheFirst = found.isEmpty() && content.toString().isBlank();
    if (!nothingBeforeTheFirst && found.put(name, content.toString()) != null) {
      throw new AssertionError("\"" + name + "\" is there twice");
    }
  }
}
