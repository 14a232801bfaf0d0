package io.grampus.build.text;

import java.util.Collection;
import java.util.Optional;

/** Finds the word that somebody most likely meant. */
public final class ClosestWord {
  private ClosestWord() {}

  /**
   * The candidate that needs the fewest changed, missing, added or swapped letters, if that is at
   * most a third of the word's length (and at least one letter is allowed); the first in the
   * alphabet of equals.
   */
  public static Optional<String> to(String word, Collection<String> candidates) {
    return within(Math.max(1, word.length() / 3), word, candidates);
  }

  /** As above, for at most that many letters. */
  public static Optional<String> within(int limit, String word, Collection<String> candidates) {
    String best = null;
    int bestDistance = limit + 1;
    for (String candidate : candidates.stream().sorted().toList()) {
      int distance = distance(word, candidate);
      if (distance < bestDistance) {
        best = candidate;
        bestDistance = distance;
      }
    }
    return Optional.ofNullable(best);
  }

  /** {@code ; did you mean "x"?} for a word that is close enough, else the empty string. */
  public static String question(String word, Collection<String> candidates) {
    return to(word, candidates).map(found -> "; did you mean \"" + found + "\"?").orElse("");
  }

  /** The optimal string alignment distance. */
  private static int distance(String left, String right) {
    int[][] cost = new int[left.length() + 1][right.length() + 1];
    for (int i = 0; i <= left.length(); i++) {
      for (int j = 0; j <= right.length(); j++) {
        cost[i][j] = i == 0 || j == 0 ? i + j : cheapest(cost, left, right, i, j);
      }
    }
    return cost[left.length()][right.length()];
  }

  private static int cheapest(int[][] cost, String left, String right, int i, int j) {
    int change = left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1;
    int best = Math.min(cost[i - 1][j - 1] + change, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
    boolean swapped =
        i > 1
            && j > 1
            && left.charAt(i - 1) == right.charAt(j - 2)
            && left.charAt(i - 2) == right.charAt(j - 1);
    return swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
  }
}
