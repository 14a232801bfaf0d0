package io.grampus.build.layer;

import io.grampus.os.ByteString;
import java.io.IOException;

/**
 * Receives the changes of a diff, in the order in which they apply: parents before children, the
 * names of one directory by their unsigned bytes.
 */
public interface ChangeSink {
  /** A file is new or different, or is a parent of such a one. */
  void present(ChangeKind kind, TreeEntry entry) throws IOException;

  /** A file of the layers below, and everything under it, is gone. */
  void deleted(ByteString path) throws IOException;
}
