package io.grampus.build;

import io.grampus.build.tool.BaseImage;

/** What a named context turned out to be. */
sealed interface NamedContext {
  /** Files that belong to root. */
  record Files(ContextFolder folder) implements NamedContext {}

  /** An image, with its configuration. */
  record OfImage(BaseImage image) implements NamedContext {}
}
