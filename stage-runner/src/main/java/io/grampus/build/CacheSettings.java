package io.grampus.build;

import io.grampus.build.cache.CacheExport;
import io.grampus.build.cache.CachePlace;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a build uses what earlier builds found out.
 *
 * @param ignoredStages names of stages whose steps are executed even where their results are known
 * @param explain whether the build says why a step is not known
 * @param imports caches of other machines that may be used, in this order
 * @param exports caches to be written for other machines
 */
public record CacheSettings(
    List<String> ignoredStages,
    boolean explain,
    List<CachePlace> imports,
    List<CacheExport> exports) {
  /** Every known result is used, and nothing is explained. */
  public static final CacheSettings USUAL =
      new CacheSettings(List.of(), false, List.of(), List.of());

  /** Copies the lists; the names of stages count in any case. */
  public CacheSettings {
    imports = List.copyOf(imports);
    exports = List.copyOf(exports);
    ignoredStages = ignoredStages.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
  }

  /** Whether the image itself shall hold what its steps were. */
  public boolean isInline() {
    return exports.stream().anyMatch(export -> export.place() instanceof CachePlace.Inline);
  }

  /** The caches to be written beside the image. */
  List<CacheExport> exportsElsewhere() {
    return exports.stream()
        .filter(export -> !(export.place() instanceof CachePlace.Inline))
        .toList();
  }

  boolean ignoresCacheOf(@Nullable String stage) {
    return stage != null && ignoredStages.contains(stage.toLowerCase(Locale.ROOT));
  }
}
