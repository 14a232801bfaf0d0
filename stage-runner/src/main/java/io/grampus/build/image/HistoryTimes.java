package io.grampus.build.image;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The times in an image's history, as BuildKit has them. */
public final class HistoryTimes {
  private HistoryTimes() {}

  /**
   * Gives every step without a time one: that of the layer before it, and to those in front of the
   * first new layer that layer's own, not the base image's.
   */
  public static List<History> filled(List<History> history) {
    List<History> filled = new ArrayList<>();
    Instant time = first(history);
    boolean isNew = false;
    for (History step : history) {
      if (step.created() == null) {
        isNew = true;
      } else if (isNew) {
        time = step.created();
      }
      filled.add(step.created() == null ? step.withCreated(time) : step);
    }
    return filled;
  }

  /** The first time behind a step without one, else the last of all. */
  private static @Nullable Instant first(List<History> history) {
    Instant found = null;
    boolean isNew = false;
    for (History step : history) {
      if (step.created() == null) {
        isNew = true;
      } else {
        found = step.created();
        if (isNew) {
          return found;
        }
      }
    }
    return found;
  }

  /** No time later than the limit. */
  public static List<History> limited(List<History> history, Instant limit) {
    return history.stream()
        .map(
            step -> {
              Instant created = step.created();
              boolean isLate = created == null || created.isAfter(limit);
              return isLate ? step.withCreated(limit) : step;
            })
        .toList();
  }

  /** The time of the last step that has one, or null. */
  public static @Nullable Instant last(List<History> history) {
    Instant last = null;
    for (History step : history) {
      last = step.created() == null ? last : step.created();
    }
    return last;
  }
}
