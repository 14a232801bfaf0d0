package io.grampus.build.pattern;

import java.util.ArrayList;
import java.util.List;

/**
 * {@code [a-z]} or {@code [^a-z]}.
 *
 * @param negated matches what is in no range
 * @param ranges at least one
 */
record CharacterClass(boolean negated, List<Range> ranges) implements Token.Single {
  CharacterClass {
    ranges = List.copyOf(ranges);
  }

  @Override
  public boolean accepts(int character) {
    return ranges.stream().anyMatch(range -> range.holds(character)) != negated;
  }

  /** Characters from low to high. */
  record Range(int low, int high) {
    boolean holds(int character) {
      return low <= character && character <= high;
    }
  }

  /** Reads a class whose opening bracket is already read. */
  static CharacterClass read(PatternCursor pattern) {
    boolean negated = pattern.accept('^');
    List<Range> ranges = new ArrayList<>();
    while (ranges.isEmpty() || !pattern.accept(']')) {
      int low = bound(pattern);
      int high = pattern.accept('-') ? bound(pattern) : low;
      ranges.add(new Range(low, high));
    }
    return new CharacterClass(negated, ranges);
  }

  private static int bound(PatternCursor pattern) {
    int character = pattern.next("a [ has no ]");
    if (character == '-' || character == ']') {
      throw pattern.failure("in brackets - and ] need a backslash, and a range needs two ends");
    }
    return character == '\\' ? pattern.next("nothing follows the last backslash") : character;
  }
}
