package io.grampus.build.layer;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Writes entries and their content as one tar stream; see {@link TarHeader} for the dialect. */
final class TarOutput {
  private static final int COPY_SIZE = 256 * 1024;

  private final OutputStream out;
  private final byte[] buffer = new byte[COPY_SIZE];

  TarOutput(OutputStream out) {
    this.out = out;
  }

  /** Writes an entry without content. */
  void write(TarEntry entry) throws IOException {
    if (entry.size() != 0) {
      throw new IllegalArgumentException("no content given for " + entry.path());
    }
    out.write(TarHeader.encode(entry));
  }

  /**
   * Writes an entry and as much content as it says.
   *
   * @throws IOException also where the content is shorter: the file was changed meanwhile
   */
  void write(TarEntry entry, InputStream content) throws IOException {
    out.write(TarHeader.encode(entry));
    long left = entry.size();
    while (left > 0) {
      int count = content.read(buffer, 0, (int) Math.min(left, buffer.length));
      if (count < 0) {
        throw new IOException(
            entry.path() + " became shorter while it was read, by " + left + " bytes");
      }
      out.write(buffer, 0, count);
      left -= count;
    }
    out.write(new byte[TarHeader.padding(entry.size())]);
  }

  /** Writes the end of the archive: two empty blocks. The stream below stays open. */
  void finish() throws IOException {
    out.write(new byte[2 * TarHeader.BLOCK]);
    out.flush();
  }
}
