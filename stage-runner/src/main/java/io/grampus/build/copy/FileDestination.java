package io.grampus.build.copy;

import io.grampus.build.layer.Resolution;
import io.grampus.build.layer.UnionView;
import io.grampus.os.ByteString;
import java.io.IOException;

/**
 * Where a single file goes.
 *
 * @param directory the path of the directory, links resolved
 * @param name the name in it
 */
record FileDestination(ByteString directory, ByteString name) {
  /**
   * Into the destination, if that is a directory or written as one, else to the destination itself,
   * whose links are followed.
   *
   * @param destination absolute
   * @param sourceName the last component of the source as it was written
   */
  static FileDestination of(UnionView image, String destination, ByteString sourceName)
      throws IOException {
    boolean isDirectory = destination.endsWith("/") || destination.endsWith("/.");
    try (Resolution found = image.resolve(ByteString.of(destination), true)) {
      if (found instanceof Resolution.File && isDirectory) {
        throw CopyException.directoryOverFile(found.path());
      }
      if (found instanceof Resolution.Directory || isDirectory) {
        return new FileDestination(found.path(), sourceName);
      }
      int slash = found.path().lastIndexOf('/');
      return new FileDestination(
          slash < 0 ? ByteString.EMPTY : found.path().substring(0, slash),
          found.path().substring(slash + 1));
    }
  }
}
