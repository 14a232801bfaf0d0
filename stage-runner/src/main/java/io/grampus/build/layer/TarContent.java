package io.grampus.build.layer;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** The content of the entry that a {@link TarInput} is at. */
final class TarContent extends InputStream {
  private final InputStream in;
  private long remaining;

  TarContent(InputStream in) {
    this.in = in;
  }

  /** Starts the next entry's content. */
  void begin(long size) {
    remaining = size;
  }

  long remaining() {
    return remaining;
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
    if (remaining == 0) {
      return -1;
    }
    int count = in.read(destination, start, (int) Math.min(length, remaining));
    if (count < 0) {
      throw new TarFormatException("is cut off in the content of a file");
    }
    remaining -= count;
    return count;
  }
}
