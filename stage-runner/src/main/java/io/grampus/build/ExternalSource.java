package io.grampus.build;

import io.grampus.build.tool.BaseImage;
import java.util.List;

/** What a name from outside of the Dockerfile turned out to be. */
sealed interface ExternalSource {
  /** Files that belong to root. */
  record Files(ContextFolder folder) implements ExternalSource {}

  /** An image, with its configuration. */
  record Image(BaseImage image) implements ExternalSource {}

  /** The instructions that a stage on top of it begins with. */
  default List<String> triggers() {
    return this instanceof Image named ? named.image().config().config().onBuild() : List.of();
  }
}
