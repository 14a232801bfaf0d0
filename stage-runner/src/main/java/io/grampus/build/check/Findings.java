package io.grampus.build.check;

import io.grampus.build.dockerfile.SourceRange;
import io.grampus.build.dockerfile.Warning;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what the rules that count have found. */
final class Findings {
  private final CheckOptions options;
  private final List<Warning> warnings = new ArrayList<>();

  Findings(CheckOptions options) {
    this.options = options;
  }

  void add(CheckRule rule, String message, SourceRange range) {
    if (options.counts(rule)) {
      warnings.add(new Warning(rule.rule(), message, range));
    }
  }

  /** In the order of the lines, each once. */
  List<Warning> sorted() {
    return warnings.stream()
        .distinct()
        .sorted(Comparator.comparingInt(warning -> warning.range().firstLine()))
        .toList();
  }
}
