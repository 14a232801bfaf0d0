package io.grampus.build.step;

import io.grampus.build.copy.CopySource;
import io.grampus.build.remote.RemoteSources;
import java.io.IOException;
import java.nio.file.Path;

/** Where COPY and ADD of a stage take files from; each source is the caller's to close. */
public interface CopyInputs {
  /** The build context, without what .dockerignore leaves out. */
  CopySource context() throws IOException;

  /** A directory with files that the Dockerfile itself holds, or that were fetched. */
  CopySource inline(Path directory) throws IOException;

  /**
   * What {@code --from} names: an earlier stage, a named context or an image.
   *
   * @param name as written
   */
  CopySource from(String name) throws IOException;

  /** What lies elsewhere. */
  RemoteSources remote();
}
