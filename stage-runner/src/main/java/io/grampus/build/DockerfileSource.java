package io.grampus.build;

import io.grampus.os.ByteString;
import java.nio.file.Path;

/** Where the Dockerfile's text comes from. */
public sealed interface DockerfileSource {

  /** A file, absolute or relative to the current folder; it need not lie in the context. */
  record File(Path path) implements DockerfileSource {}

  /**
   * A file of the context, for contexts that are no folder of this machine.
   *
   * @param path from the root of the context
   */
  record InContext(String path) implements DockerfileSource {
    /** What is read where nobody says otherwise. */
    public static final InContext USUAL = new InContext("Dockerfile");
  }

  /**
   * Text that has been read already, for instance from the standard input.
   *
   * @param name what errors call it
   * @param text all of it, as it was read: whether it is text is found out like a file's
   */
  record Text(String name, ByteString text) implements DockerfileSource {}
}
