package io.grampus.build;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Some bytes that a command wrote; they may end in the middle of a line or of a character. */
public final class OutputChunk {
  private final byte[] bytes;

  private OutputChunk(byte[] bytes) {
    this.bytes = bytes;
  }

  /** A copy of a part of the buffer. */
  public static OutputChunk copyOf(byte[] buffer, int offset, int length) {
    return new OutputChunk(Arrays.copyOfRange(buffer, offset, offset + length));
  }

  /** The text in UTF-8. */
  public static OutputChunk ofText(String text) {
    return new OutputChunk(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The number of bytes. */
  public int length() {
    return bytes.length;
  }

  /** The byte at an index from 0. */
  public byte at(int index) {
    return bytes[index];
  }

  /** Writes all bytes. */
  public void writeTo(OutputStream out) throws IOException {
    out.write(bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof OutputChunk chunk && Arrays.equals(bytes, chunk.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** The bytes read as UTF-8, for debugging. */
  @Override
  public String toString() {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
