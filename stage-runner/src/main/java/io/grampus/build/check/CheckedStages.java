package io.grampus.build.check;

import io.grampus.build.dockerfile.DockerfileException;
import io.grampus.build.dockerfile.Warning;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What checks of all stages found.
 *
 * @param warnings in the order of the lines
 * @param failure the instruction that is wrong, behind which nothing was checked; null for none
 */
public record CheckedStages(List<Warning> warnings, @Nullable DockerfileException failure) {
  /** Copies the list. */
  public CheckedStages {
    warnings = List.copyOf(warnings);
  }
}
