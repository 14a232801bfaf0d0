package io.grampus.build;

import java.nio.file.Path;

/** Where an output is written to. */
public sealed interface Destination {

  /** A file or a folder, as the user wrote it. */
  record File(Path path) implements Destination {}

  /** The standard output of the program, written {@code -}. */
  record StandardOutput() implements Destination {}
}
