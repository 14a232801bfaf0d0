package io.grampus.build.layer;

import io.grampus.os.Timestamp;
import org.jspecify.annotations.Nullable;

/**
 * The times in a layer.
 *
 * <p>Modification times are cut to whole seconds, as every other builder does, so that a layer has
 * the same bytes whether its files come from a file system with finer times or from a layer.
 *
 * @param whiteouts the time of whiteouts, which stand for nothing that has one
 * @param latest no file is younger than this, or null for no limit
 */
public record LayerTimes(Timestamp whiteouts, @Nullable Timestamp latest) {
  /** No limit, and whiteouts of 1970, so that the same change gives the same layer every time. */
  public static final LayerTimes REPRODUCIBLE = new LayerTimes(Timestamp.EPOCH, null);

  Timestamp of(Timestamp modified) {
    Timestamp limit = latest;
    long seconds = modified.seconds();
    return new Timestamp(limit == null ? seconds : Math.min(seconds, limit.seconds()), 0);
  }
}
