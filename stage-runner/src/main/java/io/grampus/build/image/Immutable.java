package io.grampus.build.image;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Defensive copies for the document records; a missing collection becomes an empty one. */
final class Immutable {
  private Immutable() {}

  static <T> List<T> list(@Nullable List<T> source) {
    return source == null ? List.of() : copy(source);
  }

  static <T> @Nullable List<T> nullableList(@Nullable List<T> source) {
    return source == null ? null : copy(source);
  }

  private static <T> List<T> copy(List<T> source) {
    if (source.stream().anyMatch(Objects::isNull)) {
      throw new IllegalArgumentException("a list with null in it");
    }
    return List.copyOf(source);
  }

  /** Sorted, since the order reaches the bytes of a document and so its digest. */
  static <V> Map<String, V> sorted(@Nullable Map<String, V> source) {
    return source == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(source));
  }
}
