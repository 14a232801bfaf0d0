package io.grampus.build.copy;

import io.grampus.build.layer.TestTree;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes tar archives for tests, as odd as asked for, without the code under test. */
final class ArchiveBuilder {
  private static final int BLOCK = 512;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  ArchiveBuilder file(String name, String content) {
    return entry('0', name, "", 0644, content);
  }

  ArchiveBuilder directory(String name, int mode) {
    return entry('5', name, "", mode, "");
  }

  ArchiveBuilder link(String name, String target) {
    return entry('2', name, target, 0777, "");
  }

  ArchiveBuilder hardLink(String name, String target) {
    return entry('1', name, target, 0644, "");
  }

  ArchiveBuilder entry(char type, String name, String target, int mode, String content) {
    byte[] body = content.getBytes(StandardCharsets.ISO_8859_1);
    byte[] header = new byte[BLOCK];
    put(header, 0, name);
    put(header, 100, String.format("%07o", mode));
    put(header, 108, String.format("%07o", 48));
    put(header, 116, String.format("%07o", 49));
    put(header, 124, String.format("%011o", body.length));
    put(header, 136, String.format("%011o", TestTree.TIME.seconds()));
    put(header, 148, "        ");
    header[156] = (byte) type;
    put(header, 157, target);
    put(header, 257, "ustar\00000");
    put(header, 329, "0000005");
    put(header, 337, "0000001");
    int sum = 0;
    for (byte value : header) {
      sum += value & 0xff;
    }
    put(header, 148, String.format("%06o\0", sum));
    out.writeBytes(header);
    out.writeBytes(body);
    out.writeBytes(new byte[-body.length & (BLOCK - 1)]);
    return this;
  }

  byte[] build() {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.writeBytes(out.toByteArray());
    whole.writeBytes(new byte[2 * BLOCK]);
    return whole.toByteArray();
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }
}
