package io.grampus.build.mount;

import io.grampus.build.copy.CopySource;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Opens the trees that mounts take files from. */
@FunctionalInterface
public interface MountSources {
  /**
   * Opens a tree, which the caller closes.
   *
   * @param from stage, image or named context, or null for the build context
   */
  CopySource open(@Nullable String from) throws IOException;
}
