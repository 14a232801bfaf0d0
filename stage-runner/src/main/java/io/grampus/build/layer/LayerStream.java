package io.grampus.build.layer;

import java.io.IOException;
import java.io.InputStream;

/** A layer that can be read more than once. */
@FunctionalInterface
public interface LayerStream {
  /** The uncompressed tar stream from its start; the caller closes it. */
  InputStream open() throws IOException;
}
