package io.grampus.tests.harness;

import java.nio.file.Path;

/**
 * A finished build.
 *
 * @param outcome what the program said
 * @param file the image
 * @param layout the OCI layout that holds it
 */
public record BuiltImage(Outcome outcome, ImageFile file, Path layout) {
  /** The root file system that all layers make. */
  public LayerTree tree() {
    return file.tree();
  }
}
