package io.grampus.tests.harness;

import java.io.IOException;
import java.util.Arrays;

/** The fields of a ustar header. */
final class TarHeader {
  private final byte[] block;

  TarHeader(byte[] block) {
    this.block = block;
  }

  char type() {
    return (char) block[156];
  }

  /** Directories, links and the like have none, whatever their size field says. */
  boolean hasContent() {
    return type() == '0' || type() == 0;
  }

  String name() {
    String prefix = text(257, 6).startsWith("ustar\0") ? zeroEnded(345, 155) : "";
    return prefix.isEmpty() ? zeroEnded(0, 100) : prefix + "/" + zeroEnded(0, 100);
  }

  String link() {
    return zeroEnded(157, 100);
  }

  int mode() {
    return (int) number(100, 8) & 07777;
  }

  long uid() {
    return number(108, 8);
  }

  long gid() {
    return number(116, 8);
  }

  long size() {
    return number(124, 12);
  }

  long modified() {
    return number(136, 12);
  }

  String device() {
    boolean device = type() == '3' || type() == '4';
    return device ? number(329, 8) + ":" + number(337, 8) : "";
  }

  void mustHaveItsChecksum() throws IOException {
    long sum = 8 * ' ';
    for (int i = 0; i < TarReader.BLOCK; i++) {
      sum += i >= 148 && i < 156 ? 0 : block[i] & 0xff;
    }
    if (sum != number(148, 8)) {
      throw new IOException("tar header with a wrong checksum: " + name());
    }
  }

  private String text(int start, int length) {
    return TarEntry.string(Arrays.copyOfRange(block, start, start + length));
  }

  private String zeroEnded(int start, int length) {
    return TarReader.untilZero(TarEntry.bytes(text(start, length)));
  }

  /** Octal digits, or, with the highest bit set, a big-endian binary number. */
  private long number(int start, int length) {
    if ((block[start] & 0x80) == 0) {
      String digits = zeroEnded(start, length).strip();
      return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
    }
    long value = block[start] & 0x7f;
    for (int i = start + 1; i < start + length; i++) {
      value = (value << 8) | (block[i] & 0xff);
    }
    return value;
  }
}
