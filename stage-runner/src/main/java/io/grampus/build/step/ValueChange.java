package io.grampus.build.step;

/** Tells what a value was and is; of long ones the part where they begin to differ. */
final class ValueChange {
  private static final int LONGEST = 60;

  /** What is shown of what both have in common. */
  private static final int BEFORE = 20;

  private ValueChange() {}

  /** The end of a sentence that begins with the value's name. */
  static String of(String before, String now) {
    String was = line(before);
    String is = line(now);
    int start = start(was, is);
    return " was " + quoted(was, start) + ", is " + quoted(is, start);
  }

  private static String line(String value) {
    return value.replace("\n", "\\n");
  }

  private static int start(String was, String is) {
    int common = 0;
    while (common < Math.min(was.length(), is.length())
        && was.charAt(common) == is.charAt(common)) {
      common++;
    }
    return common < LONGEST / 2 ? 0 : wholeCharacter(was, common - BEFORE);
  }

  private static String quoted(String line, int start) {
    int end = wholeCharacter(line, Math.min(line.length(), start + LONGEST));
    return "\""
        + (start > 0 ? "…" : "")
        + line.substring(start, end)
        + (end < line.length() ? "…" : "")
        + "\"";
  }

  /** The place, or the one before it where it would part a surrogate pair. */
  private static int wholeCharacter(String line, int place) {
    boolean parts =
        place > 0 && place < line.length() && Character.isLowSurrogate(line.charAt(place));
    return parts ? place - 1 : place;
  }
}
