package io.grampus.build.dockerfile;

import java.util.List;

/**
 * What {@code COPY} or {@code ADD} takes and where it goes.
 *
 * @param paths path patterns, and for ADD URLs, in order
 * @param files heredoc files, copied after the paths
 * @param destination as written; a trailing slash means a directory
 */
public record CopySources(List<String> paths, List<InlineFile> files, String destination) {
  /** Takes a copy of every list. */
  public CopySources {
    paths = List.copyOf(paths);
    files = List.copyOf(files);
  }
}
