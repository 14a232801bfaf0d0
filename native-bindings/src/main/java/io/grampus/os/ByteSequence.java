package io.grampus.os;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** An immutable sequence of bytes that compares by content; orders as unsigned bytes. */
public final class ByteSequence implements Comparable<ByteSequence> {
  private final byte[] content;

  private ByteSequence(byte[] content) {
    this.content = content;
  }

  /** A copy of the array. */
  public static ByteSequence of(byte[] content) {
    return new ByteSequence(content.clone());
  }

  /** The text in UTF-8. */
  public static ByteSequence of(String text) {
    return new ByteSequence(text.getBytes(StandardCharsets.UTF_8));
  }

  /** A copy of the bytes. */
  public byte[] toByteArray() {
    return content.clone();
  }

  /** The number of bytes. */
  public int length() {
    return content.length;
  }

  /** The byte at an index. */
  public byte byteAt(int index) {
    return content[index];
  }

  @Override
  public int compareTo(ByteSequence other) {
    return Arrays.compareUnsigned(content, other.content);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ByteSequence that && Arrays.equals(content, that.content);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(content);
  }

  /** The bytes as UTF-8 text, with a replacement character for what is none. */
  @Override
  public String toString() {
    return new String(content, StandardCharsets.UTF_8);
  }
}
