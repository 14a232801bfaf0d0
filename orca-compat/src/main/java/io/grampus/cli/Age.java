package io.grampus.cli;

import io.grampus.cli.progress.Quantity;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How long ago something was, in the one unit that people would say it in. */
final class Age {
  private static final long DAYS_OF_WEEK = 7;
  private static final long DAYS_OF_MONTH = 30;
  private static final long DAYS_OF_YEAR = 365;

  private Age() {}

  /** For example {@code 3 hours ago}; {@code unknown} for an image that does not say. */
  static String of(@Nullable Instant created, Instant now) {
    if (created == null) {
      return "unknown";
    }
    Duration age = Duration.between(created, now);
    if (age.toMinutes() < 1) {
      return "just now";
    }
    if (age.toHours() < 1) {
      return ago(age.toMinutes(), "minute");
    }
    if (age.toDays() < 1) {
      return ago(age.toHours(), "hour");
    }
    return ofDays(age.toDays());
  }

  private static String ofDays(long days) {
    if (days < 2 * DAYS_OF_WEEK) {
      return ago(days, "day");
    }
    if (days < 2 * DAYS_OF_MONTH) {
      return ago(days / DAYS_OF_WEEK, "week");
    }
    return days < 2 * DAYS_OF_YEAR
        ? ago(days / DAYS_OF_MONTH, "month")
        : ago(days / DAYS_OF_YEAR, "year");
  }

  private static String ago(long count, String unit) {
    return Quantity.of(count, unit) + " ago";
  }
}
