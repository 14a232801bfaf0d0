package io.grampus.build;

import io.grampus.build.image.ImageReference;
import io.grampus.os.GrampusException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where the files of a build come from.
 *
 * @param main what COPY and ADD see
 * @param named further contexts, by normalised name, which go before stages and images of that name
 */
public record BuildContexts(ContextSource main, Map<String, ContextSource> named) {
  private static final String LATEST = ":latest";

  /** Copies the map, with its names normalised. */
  public BuildContexts {
    Map<String, ContextSource> copy = new LinkedHashMap<>();
    named.forEach((name, source) -> copy.put(normalised(name), source));
    named = Collections.unmodifiableMap(copy);
  }

  /** A folder and nothing else. */
  public static BuildContexts of(Path folder) {
    return new BuildContexts(new ContextSource.Folder(folder), Map.of());
  }

  /** The name that a name is the same as: without the parts that an image's name may leave out. */
  static String normalised(String name) {
    try {
      String familiar = ImageReference.parse(name).familiar();
      return familiar.endsWith(LATEST)
          ? familiar.substring(0, familiar.length() - LATEST.length())
          : familiar;
    } catch (GrampusException e) {
      return name;
    }
  }
}
