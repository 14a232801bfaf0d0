package io.grampus.build.dockerfile;

import java.time.Duration;
import java.util.List;

/**
 * A health check as image configurations store it; a zero duration or count means "inherit".
 *
 * @param test {@code NONE}, or {@code CMD} and words, or {@code CMD-SHELL} and one line
 * @param interval between two checks
 * @param timeout of one check
 * @param startPeriod grace after the start
 * @param startInterval between checks during the grace
 * @param retries failures in a row that make the container unhealthy, not negative
 */
public record Healthcheck(
    List<String> test,
    Duration interval,
    Duration timeout,
    Duration startPeriod,
    Duration startInterval,
    int retries) {
  /** Takes a copy of every list. */
  public Healthcheck {
    test = List.copyOf(test);
  }
}
