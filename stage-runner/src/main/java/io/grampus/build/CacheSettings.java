package io.grampus.build;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a build uses what earlier builds found out.
 *
 * @param ignoredStages names of stages whose steps are executed even where their results are known
 * @param explain whether the build says why a step is not known
 */
public record CacheSettings(List<String> ignoredStages, boolean explain) {
  /** Every known result is used, and nothing is explained. */
  public static final CacheSettings USUAL = new CacheSettings(List.of(), false);

  /** Copies the list; the names count in any case. */
  public CacheSettings {
    ignoredStages = ignoredStages.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
  }

  boolean ignoresCacheOf(@Nullable String stage) {
    return stage != null && ignoredStages.contains(stage.toLowerCase(Locale.ROOT));
  }
}
