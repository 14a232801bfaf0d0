package io.grampus.build.pattern;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/**
 * Test tables: a row per line, cells between {@code |} with blanks around, lines that start with
 * {@code ;} are comments. {@code {}} is the empty cell; {@code {n}} {@code {t}} {@code {s}} {@code
 * {p}} are line feed, tab, blank, bar.
 */
public final class TableRows {
  private TableRows() {}

  /** The rows of a resource, each with the same number of cells. */
  public static Stream<Arguments> of(String resource, int cells) {
    return read(resource)
        .lines()
        .filter(line -> !line.isBlank() && !line.startsWith(";"))
        .map(line -> row(resource, line, cells));
  }

  private static Arguments row(String resource, String line, int cells) {
    List<String> row = Arrays.stream(line.split("\\|", -1)).map(TableRows::cell).toList();
    if (row.size() != cells) {
      throw new IllegalArgumentException(resource + " needs " + cells + " cells: " + line);
    }
    return Arguments.of(row.toArray());
  }

  private static String cell(String text) {
    if (text.strip().equals("{}")) {
      return "";
    }
    return text.strip()
        .replace("{n}", "\n")
        .replace("{t}", "\t")
        .replace("{s}", " ")
        .replace("{p}", "|");
  }

  /** The text of a resource. */
  public static String read(String resource) {
    try (InputStream input = TableRows.class.getResourceAsStream(resource)) {
      if (input == null) {
        throw new IllegalArgumentException("no resource " + resource);
      }
      return new String(input.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
