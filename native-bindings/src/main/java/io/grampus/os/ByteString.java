package io.grampus.os;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An immutable sequence of bytes: a file name, a path or an attribute's name as the kernel has it.
 *
 * <p>Names on Linux are bytes without an encoding. Equality and order are those of the unsigned
 * bytes, which is the order in which layers are written.
 */
public final class ByteString implements Comparable<ByteString> {
  /** No bytes at all. */
  public static final ByteString EMPTY = new ByteString(new byte[0]);

  private final byte[] bytes;
  private final int hash;

  private ByteString(byte[] bytes) {
    this.bytes = bytes;
    this.hash = Arrays.hashCode(bytes);
  }

  /** A copy of the bytes. */
  public static ByteString of(byte... bytes) {
    return bytes.length == 0 ? EMPTY : new ByteString(bytes.clone());
  }

  /** A copy of {@code length} bytes from {@code start} on. */
  public static ByteString of(byte[] bytes, int start, int length) {
    return length == 0 ? EMPTY : new ByteString(Arrays.copyOfRange(bytes, start, start + length));
  }

  /** The UTF-8 bytes of the text. */
  public static ByteString of(String text) {
    return text.isEmpty() ? EMPTY : new ByteString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Takes the array over without a copy; the caller never changes it again. */
  static ByteString wrap(byte[] bytes) {
    return bytes.length == 0 ? EMPTY : new ByteString(bytes);
  }

  /** The array itself, for calls in this package that only read it. */
  byte[] array() {
    return bytes;
  }

  /** A copy of the bytes. */
  public byte[] toByteArray() {
    return bytes.clone();
  }

  /** The number of bytes. */
  public int length() {
    return bytes.length;
  }

  /** Whether there are no bytes. */
  public boolean isEmpty() {
    return bytes.length == 0;
  }

  /** The byte at the index. */
  public byte byteAt(int index) {
    return bytes[index];
  }

  /** The index of the first such byte at or behind {@code from}, or -1. */
  public int indexOf(int value, int from) {
    for (int index = Math.max(from, 0); index < bytes.length; index++) {
      if (bytes[index] == (byte) value) {
        return index;
      }
    }
    return -1;
  }

  /** The index of the last such byte, or -1. */
  public int lastIndexOf(int value) {
    for (int index = bytes.length - 1; index >= 0; index--) {
      if (bytes[index] == (byte) value) {
        return index;
      }
    }
    return -1;
  }

  /** Whether the first bytes are those. */
  public boolean startsWith(ByteString prefix) {
    return bytes.length >= prefix.bytes.length
        && Arrays.mismatch(bytes, 0, prefix.bytes.length, prefix.bytes, 0, prefix.bytes.length) < 0;
  }

  /** Whether the last bytes are those. */
  public boolean endsWith(ByteString suffix) {
    int start = bytes.length - suffix.bytes.length;
    return start >= 0
        && Arrays.mismatch(bytes, start, bytes.length, suffix.bytes, 0, suffix.bytes.length) < 0;
  }

  /** The bytes in {@code [start, end)}. */
  public ByteString substring(int start, int end) {
    return start == 0 && end == bytes.length ? this : of(bytes, start, end - start);
  }

  /** The bytes from {@code start} on. */
  public ByteString substring(int start) {
    return substring(start, bytes.length);
  }

  /** These bytes followed by those. */
  public ByteString concat(ByteString other) {
    if (isEmpty() || other.isEmpty()) {
      return isEmpty() ? other : this;
    }
    byte[] joined = Arrays.copyOf(bytes, bytes.length + other.bytes.length);
    System.arraycopy(other.bytes, 0, joined, bytes.length, other.bytes.length);
    return new ByteString(joined);
  }

  /** This path, a slash and the name; the name alone where this path is empty. */
  public ByteString child(ByteString name) {
    if (isEmpty()) {
      return name;
    }
    byte[] joined = Arrays.copyOf(bytes, bytes.length + 1 + name.bytes.length);
    joined[bytes.length] = '/';
    System.arraycopy(name.bytes, 0, joined, bytes.length + 1, name.bytes.length);
    return new ByteString(joined);
  }

  /** Whether the bytes are well-formed UTF-8. */
  public boolean isUtf8() {
    return decoded() != null;
  }

  @Override
  public int compareTo(ByteString other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ByteString that
        && hash == that.hash
        && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  /**
   * The bytes for a reader: as text where they are UTF-8 without control characters, else with
   * {@code \xNN} for every byte that is not printable ASCII. Not meant to be read back.
   */
  @Override
  public String toString() {
    if (isPrintableAscii()) {
      return new String(bytes, StandardCharsets.US_ASCII);
    }
    String text = decoded();
    if (text != null && text.chars().noneMatch(Character::isISOControl)) {
      return text;
    }
    StringBuilder shown = new StringBuilder(bytes.length + 16);
    for (byte value : bytes) {
      if (value >= ' ' && value < 0x7f) {
        shown.append((char) value);
      } else {
        shown.append(String.format("\\x%02x", value & 0xff));
      }
    }
    return shown.toString();
  }

  private boolean isPrintableAscii() {
    for (byte value : bytes) {
      if (value < ' ' || value == 0x7f) {
        return false;
      }
    }
    return true;
  }

  private @Nullable String decoded() {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }
}
