package io.grampus.build.layer;

import io.grampus.os.ByteString;
import io.grampus.os.DeviceNumber;
import java.math.BigInteger;

/** The fields of one tar header block; POSIX.1-1988 ustar, with GNU's binary numbers. */
final class TarFields {
  private static final ByteString USTAR = ByteString.of("ustar\0");

  private final byte[] block;

  /** Refuses a block that is no header. */
  TarFields(byte[] block) throws TarFormatException {
    this.block = block;
    if (!checksumMatches()) {
      throw new TarFormatException("has a header with a wrong checksum");
    }
  }

  /** Old writers summed signed bytes. */
  private boolean checksumMatches() throws TarFormatException {
    long stored = number(148, 8);
    long unsigned = 0;
    long signed = 0;
    for (int index = 0; index < block.length; index++) {
      byte value = index >= 148 && index < 156 ? (byte) ' ' : block[index];
      unsigned += value & 0xff;
      signed += value;
    }
    return stored == unsigned || stored == signed;
  }

  char typeFlag() {
    return (char) (block[156] & 0xff);
  }

  /** The name, with the prefix that only POSIX headers have. */
  ByteString name() {
    ByteString name = text(0, 100);
    ByteString prefix =
        ByteString.of(block, 257, 6).equals(USTAR) ? text(345, 155) : ByteString.EMPTY;
    return prefix.isEmpty() ? name : prefix.child(name);
  }

  ByteString target() {
    return text(157, 100);
  }

  int permissions() throws TarFormatException {
    return (int) (number(100, 8) & 07777);
  }

  long uid() throws TarFormatException {
    return number(108, 8);
  }

  long gid() throws TarFormatException {
    return number(116, 8);
  }

  long size() throws TarFormatException {
    return number(124, 12);
  }

  long modified() throws TarFormatException {
    return number(136, 12);
  }

  DeviceNumber node() throws TarFormatException {
    return new DeviceNumber((int) number(329, 8), (int) number(337, 8));
  }

  /** The type; before POSIX, a directory was a file whose name ends in a slash. */
  TarType type(ByteString name) throws TarFormatException {
    return switch (typeFlag()) {
      case '0', '\0', '7' ->
          name.endsWith(ByteString.of("/")) ? TarType.DIRECTORY : TarType.REGULAR;
      case '1' -> TarType.HARD_LINK;
      case '2' -> TarType.SYMLINK;
      case '3' -> TarType.CHARACTER_DEVICE;
      case '4' -> TarType.BLOCK_DEVICE;
      case '5' -> TarType.DIRECTORY;
      case '6' -> TarType.FIFO;
      default ->
          throw TarFormatException.unsupported(
              "has an entry of unknown type '" + typeFlag() + "': " + name);
    };
  }

  private ByteString text(int at, int size) {
    ByteString field = ByteString.of(block, at, size);
    int end = field.indexOf(0, 0);
    return end < 0 ? field : field.substring(0, end);
  }

  private long number(int at, int size) throws TarFormatException {
    if ((block[at] & 0x80) != 0) {
      return binary(at, size);
    }
    long value = 0;
    for (int index = at; index < at + size; index++) {
      byte digit = block[index];
      if (digit == 0 || (digit == ' ' && value != 0)) {
        break;
      }
      if (digit != ' ' && (digit < '0' || digit > '7')) {
        throw new TarFormatException("has a header field that is no number");
      }
      value = digit == ' ' ? value : value * 8 + digit - '0';
    }
    return value;
  }

  /** Base 256, big endian, two's complement below the marking bit. */
  private long binary(int at, int size) throws TarFormatException {
    byte[] digits = ByteString.of(block, at, size).toByteArray();
    boolean negative = (digits[0] & 0x40) != 0;
    digits[0] = (byte) (negative ? digits[0] | 0x80 : digits[0] & 0x7f);
    try {
      return new BigInteger(digits).longValueExact();
    } catch (ArithmeticException e) {
      throw new TarFormatException("has a number too large in a header");
    }
  }
}
