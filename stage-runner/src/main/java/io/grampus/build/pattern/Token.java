package io.grampus.build.pattern;

/**
 * A part of a pattern. Matching keeps the set of positions in the name that the parts so far can
 * end at, so it takes time proportional to pattern times name, whatever the pattern.
 */
interface Token {
  /**
   * Positions after this part.
   *
   * @param before for each position, the name's end included, whether the parts before can end
   *     there
   */
  boolean[] advance(int[] name, boolean[] before);

  /** Whether it can match ever longer names. */
  default boolean isUnbounded() {
    return false;
  }

  /** Exactly one character that passes a test. */
  interface Single extends Token {
    boolean accepts(int character);

    @Override
    default boolean[] advance(int[] name, boolean[] before) {
      boolean[] after = new boolean[before.length];
      for (int position = 0; position < name.length; position++) {
        after[position + 1] = before[position] && accepts(name[position]);
      }
      return after;
    }
  }

  /** An ordinary character. */
  record Literal(int expected) implements Single {
    @Override
    public boolean accepts(int character) {
      return character == expected;
    }
  }

  /** {@code ?}. */
  record AnyOne() implements Single {
    @Override
    public boolean accepts(int character) {
      return character != '/';
    }
  }

  /** {@code *}. */
  record Star() implements Token {
    @Override
    public boolean[] advance(int[] name, boolean[] before) {
      return spread(name, before, '/');
    }

    @Override
    public boolean isUnbounded() {
      return true;
    }
  }

  /** A {@code **} at the end: everything. Go's regular expressions stop it at a line feed. */
  record Everything() implements Token {
    @Override
    public boolean[] advance(int[] name, boolean[] before) {
      return spread(name, before, '\n');
    }

    @Override
    public boolean isUnbounded() {
      return true;
    }
  }

  /** A {@code **} before something: nothing, or anything that ends with a slash. */
  record Directories() implements Token {
    @Override
    public boolean[] advance(int[] name, boolean[] before) {
      boolean[] inside = spread(name, before, '\n');
      boolean[] after = before.clone();
      for (int position = 0; position < name.length; position++) {
        after[position + 1] |= inside[position] && name[position] == '/';
      }
      return after;
    }
  }

  private static boolean[] spread(int[] name, boolean[] before, int barrier) {
    boolean[] after = new boolean[before.length];
    boolean reached = false;
    for (int position = 0; position < before.length; position++) {
      reached |= before[position];
      after[position] = reached;
      reached &= position < name.length && name[position] != barrier;
    }
    return after;
  }
}
