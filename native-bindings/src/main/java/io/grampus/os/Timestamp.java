package io.grampus.os;

import java.time.Instant;

/**
 * A point in time as file systems keep it: seconds since 1970-01-01T00:00:00Z, which may be
 * negative or beyond what a calendar holds, and nanoseconds.
 *
 * @param seconds whole seconds, rounded towards the past
 * @param nanoseconds 0 to 999,999,999, added to the seconds
 */
public record Timestamp(long seconds, int nanoseconds) implements Comparable<Timestamp> {
  /** 1970-01-01T00:00:00Z. */
  public static final Timestamp EPOCH = new Timestamp(0, 0);

  /** Refuses nanoseconds that are not a part of a second. */
  public Timestamp {
    if (nanoseconds < 0 || nanoseconds > 999_999_999) {
      throw new IllegalArgumentException("nanoseconds out of range: " + nanoseconds);
    }
  }

  /** The same point in time. */
  public static Timestamp of(Instant instant) {
    return new Timestamp(instant.getEpochSecond(), instant.getNano());
  }

  @Override
  public int compareTo(Timestamp other) {
    int bySeconds = Long.compare(seconds, other.seconds);
    return bySeconds != 0 ? bySeconds : Integer.compare(nanoseconds, other.nanoseconds);
  }

  /** Written out: what the language makes of a record is slow until the compiler has seen it. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Timestamp that
        && seconds == that.seconds
        && nanoseconds == that.nanoseconds;
  }

  @Override
  public int hashCode() {
    return 31 * Long.hashCode(seconds) + nanoseconds;
  }
}
