package io.grampus.build.layer;

import io.grampus.os.ByteString;
import io.grampus.os.Timestamp;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The records of PAX headers, in bytes; POSIX.1-2001 pax, Extended Header. */
final class PaxRecords {
  private final SortedMap<ByteString, ByteString> records = new TreeMap<>();

  /** Adds the records of one header; a record with an empty value takes an earlier one away. */
  void add(byte[] content) throws TarFormatException {
    ByteString whole = ByteString.of(content);
    int start = 0;
    while (start < content.length) {
      int length = length(content, start);
      int digits = Integer.toString(length).length();
      int keyStart = start + digits + 1;
      int end = start + length - 1;
      int equals = whole.indexOf('=', keyStart);
      if (end < keyStart || end >= content.length || content[end] != '\n') {
        throw new TarFormatException("has a PAX record whose length is wrong");
      }
      if (equals < 0 || equals >= end) {
        throw new TarFormatException("has a PAX record without a value");
      }
      put(
          ByteString.of(content, keyStart, equals - keyStart),
          ByteString.of(content, equals + 1, end - equals - 1));
      start += length;
    }
  }

  private static int length(byte[] content, int start) throws TarFormatException {
    long length = 0;
    int at = start;
    while (at < content.length && content[at] >= '0' && content[at] <= '9') {
      length = length * 10 + content[at] - '0';
      at++;
      if (length > content.length) {
        break;
      }
    }
    if (at == start || at >= content.length || content[at] != ' ' || length <= at - start) {
      throw new TarFormatException("has a PAX record without a length");
    }
    return (int) length;
  }

  private void put(ByteString key, ByteString value) {
    if (value.isEmpty() && !key.startsWith(TarHeader.XATTR_KEY)) {
      records.remove(key);
    } else {
      records.put(key, value);
    }
  }

  /** The value in bytes, or the one given. */
  ByteString text(String key, ByteString otherwise) {
    return records.getOrDefault(ByteString.of(key), otherwise);
  }

  /** The value as a number, or the one given. */
  long number(String key, long otherwise) throws TarFormatException {
    String text = ascii(key);
    if (text == null) {
      return otherwise;
    }
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new TarFormatException("has a PAX record '" + key + "' that is no number");
    }
  }

  /** The value as seconds with a fraction, or the time given. */
  Timestamp time(String key, Timestamp otherwise) throws TarFormatException {
    String text = ascii(key);
    if (text == null) {
      return otherwise;
    }
    try {
      // Without a bound on its length, an exponent would cost unbounded time.
      if (text.length() > 40 || !text.matches("-?[0-9]+(\\.[0-9]*)?")) {
        throw new NumberFormatException(text);
      }
      BigDecimal seconds = new BigDecimal(text).setScale(9, RoundingMode.FLOOR);
      BigDecimal whole = seconds.setScale(0, RoundingMode.FLOOR);
      return new Timestamp(
          whole.longValueExact(), seconds.subtract(whole).movePointRight(9).intValueExact());
    } catch (ArithmeticException | NumberFormatException e) {
      throw new TarFormatException("has a PAX record '" + key + "' that is no time");
    }
  }

  private @Nullable String ascii(String key) {
    ByteString value = records.get(ByteString.of(key));
    return value == null ? null : new String(value.toByteArray(), StandardCharsets.ISO_8859_1);
  }

  /** The extended attributes, by their names. */
  SortedMap<ByteString, ByteString> xattrs() {
    SortedMap<ByteString, ByteString> xattrs = new TreeMap<>();
    records.forEach(
        (key, value) -> {
          if (key.startsWith(TarHeader.XATTR_KEY)) {
            xattrs.put(key.substring(TarHeader.XATTR_KEY.length()), value);
          }
        });
    return xattrs;
  }

  /** Whether a key with that beginning is among the records. */
  boolean hasKeyStarting(String prefix) {
    ByteString start = ByteString.of(prefix);
    SortedMap<ByteString, ByteString> tail = records.tailMap(start);
    return !tail.isEmpty() && tail.firstKey().startsWith(start);
  }
}
