package io.grampus.os;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** Reads a descriptor from its own position on; closing the stream leaves the descriptor open. */
public final class FdInputStream extends InputStream {
  private final FileData data;
  private final Fd file;

  /** A stream over an open descriptor. */
  public FdInputStream(FileData data, Fd file) {
    this.data = data;
    this.file = file;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] destination, int start, int length) throws IOException {
    Objects.checkFromIndexSize(start, length, destination.length);
    if (length == 0) {
      return 0;
    }
    int count = data.read(file, destination, start, length);
    return count == 0 ? -1 : count;
  }
}
