package io.grampus.tests.harness;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads tar archives by POSIX.1-2017, pax, "ustar Interchange Format", and GNU's long names. It
 * shares no code with the product, keeps every byte, and refuses what it does not know.
 */
final class TarReader {
  /** How many bytes of a file are kept. */
  static final int KEPT = 1 << 16;

  private static final int BLOCK = 512;
  private static final String XATTR = "SCHILY.xattr.";

  private final InputStream input;
  private final Map<String, String> extended = new TreeMap<>();

  private TarReader(InputStream input) {
    this.input = input;
  }

  /** All entries of an archive, in its order; reads the input to its end. */
  static List<TarEntry> read(InputStream input) throws IOException {
    List<TarEntry> entries = new ArrayList<>();
    new TarReader(input).readAll(entries);
    input.transferTo(java.io.OutputStream.nullOutputStream());
    return List.copyOf(entries);
  }

  private void readAll(List<TarEntry> entries) throws IOException {
    for (byte[] block = input.readNBytes(BLOCK);
        block.length == BLOCK && block[0] != 0;
        block = input.readNBytes(BLOCK)) {
      Header header = new Header(block);
      header.mustHaveItsChecksum();
      switch (header.type()) {
        case 'x' -> readExtended(header.size());
        case 'L' -> extended.put("path", untilZero(readContent(header.size())));
        case 'K' -> extended.put("linkpath", untilZero(readContent(header.size())));
        case '\0', '0', '1', '2', '3', '4', '5', '6' -> {
          entries.add(entry(header));
          extended.clear();
        }
        default -> throw new IOException("tar entry of unknown type " + header.type());
      }
    }
  }

  private TarEntry entry(Header header) throws IOException {
    long size = header.hasContent() ? number("size", header.size()) : 0;
    Map<String, String> xattrs = new TreeMap<>();
    extended.forEach(
        (key, value) -> {
          if (key.startsWith(XATTR)) {
            xattrs.put(key.substring(XATTR.length()), value);
          }
        });
    return new TarEntry(
        extended.getOrDefault("path", header.name()),
        header.type() == 0 ? '0' : header.type(),
        header.mode(),
        number("uid", header.uid()),
        number("gid", header.gid()),
        size,
        extended.getOrDefault("linkpath", header.link()),
        header.device(),
        extended.getOrDefault("mtime", Long.toString(header.modified())),
        xattrs,
        TarEntry.string(readContent(size)));
  }

  private long number(String key, long otherwise) {
    return extended.containsKey(key) ? Long.parseLong(extended.get(key)) : otherwise;
  }

  /** Records are "LENGTH KEY=VALUE\n", the length being that of the whole record in bytes. */
  private void readExtended(long size) throws IOException {
    String records = TarEntry.string(readContent(size));
    for (int start = 0; start < records.length(); ) {
      int space = records.indexOf(' ', start);
      int end = start + Integer.parseInt(records.substring(start, space));
      int equals = records.indexOf('=', space);
      if (records.charAt(end - 1) != '\n' || equals >= end) {
        throw new IOException("malformed extended header: " + records);
      }
      extended.put(records.substring(space + 1, equals), records.substring(equals + 1, end - 1));
      start = end;
    }
  }

  private byte[] readContent(long size) throws IOException {
    byte[] kept = input.readNBytes((int) Math.min(size, KEPT));
    input.skipNBytes(size - kept.length);
    input.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
    if (kept.length < Math.min(size, KEPT)) {
      throw new EOFException("tar archive ends early");
    }
    return kept;
  }

  private static String untilZero(byte[] bytes) {
    String text = TarEntry.string(bytes);
    return text.indexOf(0) < 0 ? text : text.substring(0, text.indexOf(0));
  }

  /** The fields of a ustar header. */
  private record Header(byte[] block) {
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
      for (int i = 0; i < BLOCK; i++) {
        sum += i >= 148 && i < 156 ? 0 : block[i] & 0xff;
      }
      if (sum != number(148, 8)) {
        throw new IOException("tar header with a wrong checksum: " + name());
      }
    }

    private String text(int start, int length) {
      return TarEntry.string(java.util.Arrays.copyOfRange(block, start, start + length));
    }

    private String zeroEnded(int start, int length) {
      return untilZero(TarEntry.bytes(text(start, length)));
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
}
