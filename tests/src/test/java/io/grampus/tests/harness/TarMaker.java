package io.grampus.tests.harness;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Writes tar archives exactly as told, names that leave the archive's root included. */
public final class TarMaker {
  private static final int BLOCK = 512;
  private final ByteArrayOutputStream archive = new ByteArrayOutputStream();

  /** Adds a directory, root's. */
  public TarMaker directory(String name) {
    return entry(name + "/", '5', 0755, "", new byte[0]);
  }

  /** Adds a file, root's. */
  public TarMaker file(String name, String content) {
    return entry(name, '0', 0644, "", content.getBytes(StandardCharsets.UTF_8));
  }

  /** Adds a symlink. */
  public TarMaker symlink(String name, String target) {
    return entry(name, '2', 0777, target, new byte[0]);
  }

  /** Adds a hard link. */
  public TarMaker hardLink(String name, String target) {
    return entry(name, '1', 0644, target, new byte[0]);
  }

  /** Adds an entry whose name or target may be too long for a plain header. */
  public TarMaker entry(String name, char type, int mode, String link, byte[] content) {
    String records = record("path", name) + (link.isEmpty() ? "" : record("linkpath", link));
    write("pax", 'x', 0644, "", TarEntry.bytes(records));
    write(cut(name), type, mode, cut(link), content);
    return this;
  }

  /** The archive. */
  public byte[] bytes() {
    byte[] entries = archive.toByteArray();
    return java.util.Arrays.copyOf(entries, entries.length + 2 * BLOCK);
  }

  private static String cut(String name) {
    return name.substring(0, Math.min(name.length(), 99));
  }

  /** The length counts its own digits. */
  private static String record(String key, String value) {
    int rest = key.length() + value.length() + 3;
    int length = rest + Integer.toString(rest).length();
    length = rest + Integer.toString(length).length();
    return length + " " + key + "=" + value + "\n";
  }

  private void write(String name, char type, int mode, String link, byte[] content) {
    byte[] header = new byte[BLOCK];
    put(header, 0, name);
    put(header, 100, octal(mode, 7));
    put(header, 108, octal(0, 7));
    put(header, 116, octal(0, 7));
    put(header, 124, octal(content.length, 11));
    put(header, 136, octal(0, 11));
    put(header, 148, "        ");
    header[156] = (byte) type;
    put(header, 157, link);
    put(header, 257, "ustar\00000");
    int sum = 0;
    for (byte value : header) {
      sum += value & 0xff;
    }
    put(header, 148, octal(sum, 6) + "\0 ");
    archive.writeBytes(header);
    archive.writeBytes(content);
    archive.writeBytes(new byte[(BLOCK - content.length % BLOCK) % BLOCK]);
  }

  private static String octal(long value, int digits) {
    return String.format(Locale.ROOT, "%0" + digits + "o", value);
  }

  private static void put(byte[] header, int start, String text) {
    byte[] bytes = TarEntry.bytes(text);
    System.arraycopy(bytes, 0, header, start, bytes.length);
  }
}
