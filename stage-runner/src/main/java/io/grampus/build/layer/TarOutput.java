package io.grampus.build.layer;

import io.grampus.os.Fd;
import io.grampus.os.FdInputStream;
import io.grampus.os.FileData;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Writes entries and their content as one tar stream; see {@link TarHeader} for the dialect. */
final class TarOutput {
  private static final int COPY_SIZE = 256 * 1024;
  private static final int BUFFER_SIZE = 256 * 1024;

  private final OutputStream out;
  private final byte[] buffer = new byte[COPY_SIZE];

  TarOutput(OutputStream out) {
    this.out = out;
  }

  /** The same with a buffer in between, unless the stream has one. */
  static TarOutput buffered(OutputStream out) {
    return new TarOutput(
        out instanceof ContentSink ? out : new BufferedOutputStream(out, BUFFER_SIZE));
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
        throw shorter(entry, left);
      }
      out.write(buffer, 0, count);
      left -= count;
    }
    out.write(new byte[TarHeader.padding(entry.size())]);
  }

  /** As {@link #write(TarEntry, InputStream)}, with the content of an open file. */
  void write(TarEntry entry, FileData data, Fd file) throws IOException {
    if (!(out instanceof ContentSink sink)) {
      try (InputStream content = new FdInputStream(data, file)) {
        write(entry, content);
      }
      return;
    }
    out.write(TarHeader.encode(entry));
    long taken = sink.take(data, file, entry.size());
    if (taken < entry.size()) {
      throw shorter(entry, entry.size() - taken);
    }
    out.write(new byte[TarHeader.padding(entry.size())]);
  }

  private static IOException shorter(TarEntry entry, long missing) {
    return new IOException(
        entry.path() + " became shorter while it was read, by " + missing + " bytes");
  }

  /** Writes the end of the archive: two empty blocks. The stream below stays open. */
  void finish() throws IOException {
    out.write(new byte[2 * TarHeader.BLOCK]);
    out.flush();
  }
}
