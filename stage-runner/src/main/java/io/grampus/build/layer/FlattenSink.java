package io.grampus.build.layer;

import io.grampus.os.ByteString;
import java.io.IOException;
import java.io.InputStream;

/**
 * Receives the files of a flattened image: first all directories, parents before children, then
 * everything else. Every path is clean, and what is above it is a directory that was told before.
 */
public interface FlattenSink {
  /** A directory. */
  void directory(TarEntry directory) throws IOException;

  /**
   * A file of any other type.
   *
   * @param content its content, if it is a regular file
   */
  void file(TarEntry file, InputStream content) throws IOException;

  /** One more name of a file told before. */
  void link(TarEntry file, ByteString earlier) throws IOException;

  /** Nothing more comes. */
  void finish() throws IOException;
}
