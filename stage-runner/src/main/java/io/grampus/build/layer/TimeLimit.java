package io.grampus.build.layer;

import io.grampus.os.Timestamp;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Copies layers so that nothing in them is younger than a time. */
public final class TimeLimit {
  private static final int BUFFER_SIZE = 256 * 1024;

  private TimeLimit() {}

  /**
   * Copies a tar stream. Both streams stay open, and what was written is flushed.
   *
   * @param latest in seconds since 1970
   */
  public static void copy(InputStream from, OutputStream to, long latest) throws IOException {
    LayerTimes times = new LayerTimes(Timestamp.EPOCH, new Timestamp(latest, 0));
    TarInput in = new TarInput(new BufferedInputStream(from, BUFFER_SIZE));
    TarOutput out = new TarOutput(new BufferedOutputStream(to, BUFFER_SIZE));
    for (TarEntry entry = in.next(); entry != null; entry = in.next()) {
      out.write(entry.withModified(times.of(entry.modified())), in.content());
    }
    out.finish();
  }
}
