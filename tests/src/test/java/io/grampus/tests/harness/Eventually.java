package io.grampus.tests.harness;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for conditions that nothing announces. */
public final class Eventually {
  private static final Duration PAUSE = Duration.ofMillis(20);

  private Eventually() {}

  /** Returns as soon as the condition holds; fails the test when it does not within the time. */
  public static void holds(Duration patience, String what, BooleanSupplier condition) {
    long end = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not within " + patience + ": " + what);
      }
      pause();
    }
  }

  /** A shell command that waits until another one succeeds, but not for more than two minutes. */
  public static String succeeds(String condition) {
    return "timeout 120 sh -c \"until " + condition + "; do sleep 0.1; done\"";
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
