package io.grampus.tests.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Figures of several runs, printed as a Markdown table of their medians. */
final class Table {
  private final Map<String, Map<String, List<Double>>> rows = new LinkedHashMap<>();
  private final List<String> columns = new ArrayList<>();

  /** Adds one measurement. */
  void add(String row, String column, double figure) {
    if (!columns.contains(column)) {
      columns.add(column);
    }
    rows.computeIfAbsent(row, key -> new LinkedHashMap<>())
        .computeIfAbsent(column, key -> new ArrayList<>())
        .add(figure);
  }

  /** The middle one of what was measured, not a number where nothing was. */
  double median(String row, String column) {
    List<Double> figures = rows.getOrDefault(row, Map.of()).getOrDefault(column, List.of());
    return Median.of(figures);
  }

  /** Prints it, and how busy the machine was meanwhile. */
  void print(String title) {
    StringBuilder text = new StringBuilder("\n" + title + "; load average " + load() + "\n\n|  |");
    columns.forEach(column -> text.append(' ').append(column).append(" |"));
    text.append("\n|---|").append("---|".repeat(columns.size())).append('\n');
    for (String row : rows.keySet()) {
      text.append("| ").append(row).append(" |");
      for (String column : columns) {
        double figure = median(row, column);
        String shown = Double.isNaN(figure) ? "–" : String.format(Locale.ROOT, "%.2f", figure);
        text.append(' ').append(shown).append(" |");
      }
      text.append('\n');
    }
    System.out.println(text);
  }

  private static String load() {
    try {
      return Files.readString(Path.of("/proc/loadavg")).strip();
    } catch (IOException e) {
      return "unknown";
    }
  }
}
