package io.grampus.build;

import java.nio.file.Path;

/** Where the Dockerfile's text comes from. */
public sealed interface DockerfileSource {

  /** A file, absolute or relative to the current folder; it need not lie in the context. */
  record File(Path path) implements DockerfileSource {}

  /**
   * Text that has been read already, for instance from the standard input.
   *
   * @param name what errors call it
   * @param text all of it
   */
  record Text(String name, String text) implements DockerfileSource {}
}
