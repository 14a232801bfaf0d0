package io.grampus.build.layer;

import io.grampus.os.ByteString;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Turns entries into header blocks, byte for byte as the layers of other builders have them.
 *
 * <p>An ustar header, preceded by a PAX header where a value does not fit; POSIX.1-2001 pax. PAX
 * records are sorted and their values written as they are: an attribute's value is any bytes, which
 * the usual libraries for the format corrupt by treating it as text.
 */
final class TarHeader {
  static final int BLOCK = 512;
  static final ByteString XATTR_KEY = ByteString.of("SCHILY.xattr.");

  private static final int NAME_SIZE = 100;
  private static final long MAXIMUM_ID = 0777_7777L;
  private static final long MAXIMUM_SIZE = 077_777_777_777L;
  private static final int CHECKSUM_AT = 148;
  private static final byte[] PAX_DIRECTORY = ascii("PaxHeaders.0");
  private static final byte[] MAGIC_AND_VERSION = ascii("ustar\00000");

  private TarHeader() {}

  /** All blocks in front of the entry's content. */
  static byte[] encode(TarEntry entry) {
    byte[] name = nameOf(entry);
    SortedMap<ByteString, byte[]> records = records(entry, name);
    ByteArrayOutputStream blocks = new ByteArrayOutputStream(BLOCK);
    if (!records.isEmpty()) {
      byte[] content = encodeRecords(records);
      blocks.writeBytes(paxHeader(name, content.length));
      blocks.writeBytes(content);
      blocks.writeBytes(new byte[padding(content.length)]);
    }
    blocks.writeBytes(mainHeader(entry, name));
    return blocks.toByteArray();
  }

  /** The bytes that fill content of that size up to whole blocks. */
  static int padding(long size) {
    return (int) (-size & (BLOCK - 1));
  }

  private static byte[] nameOf(TarEntry entry) {
    return entry.type() == TarType.DIRECTORY
        ? entry.path().concat(ByteString.of("/")).toByteArray()
        : entry.path().toByteArray();
  }

  private static SortedMap<ByteString, byte[]> records(TarEntry entry, byte[] name) {
    SortedMap<ByteString, byte[]> records = new TreeMap<>();
    putText(records, "path", name);
    putText(records, "linkpath", entry.target().toByteArray());
    putNumber(records, "uid", entry.owner().uid(), MAXIMUM_ID);
    putNumber(records, "gid", entry.owner().gid(), MAXIMUM_ID);
    putNumber(records, "size", entry.size(), MAXIMUM_SIZE);
    long seconds = entry.modified().seconds();
    int nanoseconds = entry.modified().nanoseconds();
    if (nanoseconds != 0 || seconds < 0 || seconds > MAXIMUM_SIZE) {
      records.put(ByteString.of("mtime"), ascii(decimal(seconds, nanoseconds)));
    }
    for (Map.Entry<ByteString, ByteString> xattr : entry.xattrs().entrySet()) {
      records.put(XATTR_KEY.concat(xattr.getKey()), xattr.getValue().toByteArray());
    }
    return records;
  }

  private static void putText(SortedMap<ByteString, byte[]> records, String key, byte[] value) {
    if (value.length > NAME_SIZE || !isAscii(value)) {
      records.put(ByteString.of(key), value);
    }
  }

  private static void putNumber(
      SortedMap<ByteString, byte[]> records, String key, long value, long maximum) {
    if (value > maximum) {
      records.put(ByteString.of(key), ascii(Long.toString(value)));
    }
  }

  /** Seconds with a fraction, without trailing zeros; a time before 1970 counts backwards. */
  private static String decimal(long seconds, int nanoseconds) {
    return BigDecimal.valueOf(seconds)
        .add(BigDecimal.valueOf(nanoseconds, 9))
        .stripTrailingZeros()
        .toPlainString();
  }

  private static byte[] encodeRecords(SortedMap<ByteString, byte[]> records) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    records.forEach((key, value) -> content.writeBytes(record(key, value)));
    return content.toByteArray();
  }

  /** {@code length key=value\n}, where the length counts itself. */
  private static byte[] record(ByteString key, byte[] value) {
    int rest = key.length() + value.length + 3;
    int length = rest + Integer.toString(rest).length();
    length = rest + Integer.toString(length).length();
    ByteArrayOutputStream record = new ByteArrayOutputStream(length);
    record.writeBytes(ascii(length + " "));
    record.writeBytes(key.toByteArray());
    record.write('=');
    record.writeBytes(value);
    record.write('\n');
    return record.toByteArray();
  }

  private static byte[] paxHeader(byte[] name, int size) {
    byte[] block = new byte[BLOCK];
    putName(block, 0, NAME_SIZE, paxName(name));
    putOctal(block, 100, 8, 0);
    putOctal(block, 108, 8, 0);
    putOctal(block, 116, 8, 0);
    putOctal(block, 124, 12, size);
    putOctal(block, 136, 12, 0);
    block[156] = 'x';
    return finished(block);
  }

  /** {@code DIRECTORY/PaxHeaders.0/NAME}; a directory's own name ends its directory. */
  private static byte[] paxName(byte[] name) {
    ByteString whole = ByteString.of(toAscii(name));
    int slash = whole.lastIndexOf('/');
    ByteString directory = slash <= 0 ? ByteString.EMPTY : whole.substring(0, slash);
    ByteString file = whole.substring(slash + 1);
    ByteString joined = directory.child(ByteString.of(PAX_DIRECTORY));
    byte[] result = (file.isEmpty() ? joined : joined.child(file)).toByteArray();
    int length = Math.min(result.length, NAME_SIZE);
    while (length > 0 && result[length - 1] == '/') {
      length--;
    }
    return ByteString.of(result, 0, length).toByteArray();
  }

  private static byte[] mainHeader(TarEntry entry, byte[] name) {
    byte[] block = new byte[BLOCK];
    putName(block, 0, NAME_SIZE, toAscii(name));
    putOctal(block, 100, 8, entry.permissions());
    putOctal(block, 108, 8, fitting(entry.owner().uid(), MAXIMUM_ID));
    putOctal(block, 116, 8, fitting(entry.owner().gid(), MAXIMUM_ID));
    putOctal(block, 124, 12, fitting(entry.size(), MAXIMUM_SIZE));
    putOctal(block, 136, 12, fitting(entry.modified().seconds(), MAXIMUM_SIZE));
    block[156] = (byte) entry.type().flag();
    putName(block, 157, NAME_SIZE, toAscii(entry.target().toByteArray()));
    putOctal(block, 329, 8, entry.node().major());
    putOctal(block, 337, 8, entry.node().minor());
    return finished(block);
  }

  private static byte[] finished(byte[] block) {
    System.arraycopy(MAGIC_AND_VERSION, 0, block, 257, MAGIC_AND_VERSION.length);
    Arrays.fill(block, CHECKSUM_AT, CHECKSUM_AT + 8, (byte) ' ');
    int sum = 0;
    for (byte value : block) {
      sum += value & 0xff;
    }
    putOctal(block, CHECKSUM_AT, 7, sum);
    return block;
  }

  /** What does not fit is in a PAX record; the field then holds 0. */
  private static long fitting(long value, long maximum) {
    return value < 0 || value > maximum ? 0 : value;
  }

  /**
   * A cut name must not end in a slash, which some readers take for a directory whatever the type.
   */
  private static void putName(byte[] block, int at, int size, byte[] name) {
    System.arraycopy(name, 0, block, at, Math.min(name.length, size));
    if (name.length <= size) {
      return;
    }
    for (int end = at + size - 1; end >= at && block[end] == '/'; end--) {
      block[end] = 0;
    }
  }

  private static void putOctal(byte[] block, int at, int size, long value) {
    String digits = Long.toOctalString(value);
    int pad = size - 1 - digits.length();
    for (int index = 0; index < pad; index++) {
      block[at + index] = '0';
    }
    byte[] text = ascii(digits);
    System.arraycopy(text, 0, block, at + Math.max(pad, 0), Math.min(text.length, size - 1));
    block[at + size - 1] = 0;
  }

  private static boolean isAscii(byte[] text) {
    for (byte value : text) {
      if (value < 0) {
        return false;
      }
    }
    return true;
  }

  /** The name for readers that know no PAX: what is not ASCII is left out. */
  private static byte[] toAscii(byte[] text) {
    if (isAscii(text)) {
      return text;
    }
    ByteArrayOutputStream kept = new ByteArrayOutputStream(text.length);
    for (byte value : text) {
      if (value >= 0) {
        kept.write(value);
      }
    }
    return kept.toByteArray();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
