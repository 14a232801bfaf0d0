package io.grampus.tests.bench;

import java.util.List;

/** The middle one of what was measured. */
final class Median {
  private Median() {}

  /** Of an even number of figures the upper one; not a number where there are none. */
  static double of(List<Double> figures) {
    return figures.isEmpty()
        ? Double.NaN
        : figures.stream().sorted().skip(figures.size() / 2).findFirst().orElseThrow();
  }
}
