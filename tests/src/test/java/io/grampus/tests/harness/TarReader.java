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

  static final int BLOCK = 512;
  private static final String XATTR = "SCHILY.xattr.";

  private final InputStream input;
  private final byte[] passed = new byte[KEPT];
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
      TarHeader header = new TarHeader(block);
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

  private TarEntry entry(TarHeader header) throws IOException {
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
    pass(size - kept.length + (BLOCK - size % BLOCK) % BLOCK);
    if (kept.length < Math.min(size, KEPT)) {
      throw new EOFException("tar archive ends early");
    }
    return kept;
  }

  /** Reads rather than skips: a stream that computes a digest must see every byte. */
  private void pass(long count) throws IOException {
    for (long left = count; left > 0; ) {
      int read = input.read(passed, 0, (int) Math.min(left, passed.length));
      if (read < 0) {
        throw new EOFException("tar archive ends early");
      }
      left -= read;
    }
  }

  static String untilZero(byte[] bytes) {
    String text = TarEntry.string(bytes);
    return text.indexOf(0) < 0 ? text : text.substring(0, text.indexOf(0));
  }
}
