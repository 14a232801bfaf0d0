package io.grampus.build.dockerfile;

import java.util.List;
import java.util.Set;

/**
 * A word of a Dockerfile after its variables are replaced.
 *
 * @param text the result as one string
 * @param words the result split at unquoted white space, empty words left out
 * @param matched the variables that were found
 * @param unmatched the variables that were asked for and not found
 */
public record ExpandedWord(
    String text, List<String> words, Set<String> matched, Set<String> unmatched) {
  /** Takes copies. */
  public ExpandedWord {
    words = List.copyOf(words);
    matched = Set.copyOf(matched);
    unmatched = Set.copyOf(unmatched);
  }
}
