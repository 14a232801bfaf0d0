package io.grampus.os;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes to a descriptor at its own position, unbuffered; closing the stream leaves the descriptor
 * open.
 */
public final class FdOutputStream extends OutputStream {
  private final FileData data;
  private final Fd file;

  /** A stream over an open descriptor. */
  public FdOutputStream(FileData data, Fd file) {
    this.data = data;
    this.file = file;
  }

  @Override
  public void write(int value) throws IOException {
    data.write(file, new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] source, int start, int length) throws IOException {
    data.write(file, source, start, length);
  }
}
