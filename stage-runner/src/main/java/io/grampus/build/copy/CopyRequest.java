package io.grampus.build.copy;

import io.grampus.build.layer.Owner;
import io.grampus.build.pattern.IgnoreRules;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One COPY or ADD of files, after variables, names and the working directory are resolved.
 *
 * @param sources what is taken from the source, in order
 * @param destination absolute in the image; a slash at the end makes it a directory
 * @param chown the owner of all that is made, or null for each file's own
 * @param chmod the change of the mode of all that is copied, or null for each file's own
 * @param exclude what to leave out, by the path below the source directory that is copied
 * @param unpack whether tar archives are unpacked instead, as ADD does
 */
public record CopyRequest(
    List<SourceSelection> sources,
    String destination,
    @Nullable Owner chown,
    @Nullable ModeChange chmod,
    IgnoreRules exclude,
    boolean unpack) {
  /** Refuses a destination that is not absolute. */
  public CopyRequest {
    sources = List.copyOf(sources);
    if (!destination.startsWith("/")) {
      throw new IllegalArgumentException("not absolute: " + destination);
    }
  }

  /** The same destination, owner, mode and exclusions for other sources. */
  public CopyRequest taking(List<SourceSelection> others, boolean unpacked) {
    return new CopyRequest(others, destination, chown, chmod, exclude, unpacked);
  }
}
