package io.grampus.build;

import io.grampus.build.remote.GitReference;
import io.grampus.build.remote.RemoteFile;
import java.io.InputStream;
import java.nio.file.Path;

/** Where the files of a build context come from. */
public sealed interface ContextSource {
  /** A folder of this machine. */
  record Folder(Path directory) implements ContextSource {}

  /**
   * A stream with a tar archive, compressed or not, or with a Dockerfile and nothing else; read
   * once.
   */
  record Stream(InputStream content) implements ContextSource {}

  /** A commit of a git repository. */
  record Repository(GitReference reference) implements ContextSource {}

  /**
   * What a URL gives. As the main context it is a tar archive or a Dockerfile; as a named one it is
   * a folder with the file {@code context}.
   */
  record Download(RemoteFile file) implements ContextSource {}

  /** An image by its name; only as a named context. */
  record Image(String name) implements ContextSource {}

  /**
   * An image in an OCI layout; only as a named context.
   *
   * @param directory the layout
   * @param selector {@code :TAG}, {@code @DIGEST}, or empty for the tag latest or the only image
   */
  record Layout(Path directory, String selector) implements ContextSource {}
}
