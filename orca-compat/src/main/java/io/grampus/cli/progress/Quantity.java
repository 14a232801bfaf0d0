package io.grampus.cli.progress;

import java.util.Locale;

/** Quantities as people read them. */
public final class Quantity {
  private Quantity() {}

  /** A number of things, whose name gets an "s" unless there is exactly one. */
  public static String of(long count, String thing) {
    return count + " " + thing + (count == 1 ? "" : "s");
  }

  /** A number of bytes in decimal units, as Docker shows it. */
  public static String bytes(long count) {
    if (count < 1000) {
      return count + "B";
    }
    double value = count / 1000.0;
    String units = "kMGTPE";
    int unit = 0;
    while (value >= 999.995 && unit < units.length() - 1) {
      value /= 1000;
      unit++;
    }
    return String.format(Locale.ROOT, "%.2f%cB", value, units.charAt(unit));
  }
}
