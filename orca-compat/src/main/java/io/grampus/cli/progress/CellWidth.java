package io.grampus.cli.progress;

/** How many of a terminal's cells a text takes, after Unicode Standard Annex 11. */
final class CellWidth {
  /** First and last code points of the blocks that are two cells wide. */
  private static final int[][] WIDE = {
    {0x1100, 0x115f},
    {0x2e80, 0x303e},
    {0x3041, 0xa4cf},
    {0xa960, 0xa97f},
    {0xac00, 0xd7a3},
    {0xf900, 0xfaff},
    {0xfe30, 0xfe6f},
    {0xff00, 0xff60},
    {0xffe0, 0xffe6},
    {0x1f300, 0x1f64f},
    {0x1f680, 0x1f6ff},
    {0x1f900, 0x1f9ff},
    {0x20000, 0x3fffd},
  };

  private CellWidth() {}

  static int of(String text) {
    return text.codePoints().map(CellWidth::of).sum();
  }

  /** The text, cut with an ellipsis where it needs more than the cells there are. */
  static String fit(String text, int cells) {
    if (of(text) <= cells) {
      return text;
    }
    StringBuilder result = new StringBuilder();
    int room = cells - 1;
    for (int i = 0; i < text.length(); i = text.offsetByCodePoints(i, 1)) {
      int codePoint = text.codePointAt(i);
      room -= of(codePoint);
      if (room < 0) {
        break;
      }
      result.appendCodePoint(codePoint);
    }
    return cells < 1 ? "" : result.append('…').toString();
  }

  static int of(int codePoint) {
    int type = Character.getType(codePoint);
    if (type == Character.NON_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || type == Character.FORMAT) {
      return 0;
    }
    for (int[] block : WIDE) {
      if (codePoint >= block[0] && codePoint <= block[1]) {
        return 2;
      }
    }
    return 1;
  }
}
