package io.grampus.build.pattern;

import java.util.BitSet;

/**
 * What {@link IgnoreRules} found for one path.
 *
 * @param matched the path is left out
 * @param hits the rules that matched it or a directory above it
 */
public record IgnoreVerdict(boolean matched, BitSet hits) {
  /** Takes a copy. */
  public IgnoreVerdict {
    hits = (BitSet) hits.clone();
  }

  /** A copy, for the verdict never changes. */
  @Override
  public BitSet hits() {
    return (BitSet) hits.clone();
  }

  boolean hit(int rule) {
    return hits.get(rule);
  }
}
