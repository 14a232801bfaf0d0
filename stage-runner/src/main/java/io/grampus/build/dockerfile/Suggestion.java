package io.grampus.build.dockerfile;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds the known word that somebody who typed an unknown one may have meant. */
final class Suggestion {
  /** Two typing errors are plausible, three are another word. */
  private static final int LARGEST_DISTANCE = 2;

  private Suggestion() {}

  /** The nearest option, compared without regard to case; the first one where several tie. */
  static Optional<String> nearest(String typed, Collection<String> options) {
    String wanted = typed.toLowerCase(Locale.ROOT);
    int best = LARGEST_DISTANCE + 1;
    String nearest = null;
    for (String option : options) {
      if (Math.abs(option.length() - wanted.length()) > LARGEST_DISTANCE) {
        continue;
      }
      int distance = distance(wanted, option.toLowerCase(Locale.ROOT));
      if (distance < best) {
        best = distance;
        nearest = option;
      }
    }
    return Optional.ofNullable(nearest);
  }

  /** The problem with {@code (did you mean X?)} behind it where something is near. */
  static String append(String problem, String typed, Collection<String> options) {
    return nearest(typed, options)
        .map(option -> problem + " (did you mean " + option + "?)")
        .orElse(problem);
  }

  private static int distance(String left, String right) {
    int[] previous = new int[right.length() + 1];
    for (int column = 0; column <= right.length(); column++) {
      previous[column] = column;
    }
    for (int row = 1; row <= left.length(); row++) {
      int[] current = new int[right.length() + 1];
      current[0] = row;
      for (int column = 1; column <= right.length(); column++) {
        int replaced =
            previous[column - 1] + (left.charAt(row - 1) == right.charAt(column - 1) ? 0 : 1);
        int changed = Math.min(previous[column], current[column - 1]) + 1;
        current[column] = Math.min(replaced, changed);
      }
      previous = current;
    }
    return previous[right.length()];
  }
}
