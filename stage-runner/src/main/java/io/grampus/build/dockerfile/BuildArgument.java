package io.grampus.build.dockerfile;

import org.jspecify.annotations.Nullable;

/**
 * A build argument a stage has declared.
 *
 * @param name as declared
 * @param value what it was given, or its default, or null where it has neither
 */
public record BuildArgument(String name, @Nullable String value) {
  /** The argument as history entries write it. */
  @Override
  public String toString() {
    return value == null ? name : name + "=" + value;
  }
}
