package io.grampus.build.layer;

import io.grampus.os.Fd;
import io.grampus.os.FileData;
import java.io.IOException;

/** A stream of bytes that reads open files itself, which spares copies of their content. */
public interface ContentSink {
  /**
   * Takes a file's bytes from its position on, behind what was written before.
   *
   * @param size how many bytes at most
   * @return how many there were
   */
  long take(FileData data, Fd file, long size) throws IOException;
}
