package io.grampus.build.dockerfile;

import io.grampus.build.text.ClosestWord;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Finds the known word that somebody who typed an unknown one may have meant, in any case. */
final class Suggestion {
  /** Two typing errors are plausible, three are another word. */
  private static final int LARGEST_DISTANCE = 2;

  private Suggestion() {}

  /** The nearest option, compared without regard to case. */
  static Optional<String> nearest(String typed, Collection<String> options) {
    Map<String, String> byLowerCase = new TreeMap<>();
    options.forEach(option -> byLowerCase.putIfAbsent(option.toLowerCase(Locale.ROOT), option));
    return ClosestWord.within(
            LARGEST_DISTANCE, typed.toLowerCase(Locale.ROOT), byLowerCase.keySet())
        .map(byLowerCase::get);
  }

  /** The problem with {@code (did you mean X?)} behind it where something is near. */
  static String append(String problem, String typed, Collection<String> options) {
    return nearest(typed, options)
        .map(option -> problem + " (did you mean " + option + "?)")
        .orElse(problem);
  }
}
