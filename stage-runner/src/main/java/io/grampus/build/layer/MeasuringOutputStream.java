package io.grampus.build.layer;

import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Passes bytes on and computes their number and SHA-256 digest on the way. */
final class MeasuringOutputStream extends OutputStream {
  private final OutputStream out;
  private final MessageDigest digest;
  private long size;

  MeasuringOutputStream(OutputStream out) {
    this.out = out;
    try {
      this.digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] source, int start, int length) throws IOException {
    digest.update(source, start, length);
    size += length;
    out.write(source, start, length);
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }

  /** What was written; ends the measurement. */
  WrittenLayer result(long entries) {
    return new WrittenLayer("sha256:" + HexFormat.of().formatHex(digest.digest()), size, entries);
  }
}
