package io.grampus.build.dockerfile;

/**
 * Text that refuses to be read for ever: java.util.regex backtracks, and a hostile pattern would
 * otherwise keep it busy for hours.
 */
final class MeteredText implements CharSequence {
  /** Well below a second of matching. */
  private static final int MOST_READS = 20_000_000;

  private final String text;
  private int reads;

  MeteredText(String text) {
    this.text = text;
  }

  @Override
  public int length() {
    return text.length();
  }

  @Override
  public char charAt(int index) {
    if (++reads > MOST_READS) {
      throw new IllegalArgumentException("matching it takes too long");
    }
    return text.charAt(index);
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return text.subSequence(start, end);
  }

  @Override
  public String toString() {
    return text;
  }
}
