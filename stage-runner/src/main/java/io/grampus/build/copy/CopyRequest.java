package io.grampus.build.copy;

import io.grampus.build.layer.Owner;
import io.grampus.build.pattern.IgnoreRules;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * One COPY or ADD of files, after variables, names and the working directory are resolved.
 *
 * @param sources paths from the root of the source, perhaps with Go's wildcards, in order
 * @param destination absolute in the image; a slash at the end makes it a directory
 * @param chown the owner of all that is made, or null for each file's own
 * @param chmod the twelve mode bits of all that is copied, or empty for each file's own
 * @param exclude what to leave out, by the path below the source directory that is copied
 * @param unpack whether tar archives are unpacked instead, as ADD does
 */
public record CopyRequest(
    List<String> sources,
    String destination,
    @Nullable Owner chown,
    OptionalInt chmod,
    IgnoreRules exclude,
    boolean unpack) {
  /** Refuses a destination that is not absolute. */
  public CopyRequest {
    sources = List.copyOf(sources);
    if (!destination.startsWith("/")) {
      throw new IllegalArgumentException("not absolute: " + destination);
    }
  }
}
