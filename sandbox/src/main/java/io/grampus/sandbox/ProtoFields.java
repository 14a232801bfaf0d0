package io.grampus.sandbox;

import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The varint fields of a Protocol Buffers message by number; others are skipped.
 *
 * <p>Source: the Protocol Buffers encoding, wire types 0, 1, 2 and 5.
 */
final class ProtoFields {
  private static final int VARINT = 0;
  private static final int FIXED_64 = 1;
  private static final int LENGTH_DELIMITED = 2;
  private static final int FIXED_32 = 5;
  private static final int VARINT_MAXIMUM_BYTES = 10;
  private static final long UNSIGNED_32 = 0xFFFFFFFFL;

  private final byte[] message;
  private final Map<Integer, Long> values = new HashMap<>();
  private int position;
  private boolean malformed;

  private ProtoFields(byte[] message) {
    this.message = message;
  }

  /** The message with these fields, in the order of their numbers. */
  static byte[] write(Map<Integer, Long> fields) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(16);
    new TreeMap<>(fields)
        .forEach(
            (field, value) -> {
              out.write((field << 3) | VARINT);
              long rest = value;
              while (rest >= 0x80) {
                out.write((int) ((rest & 0x7f) | 0x80));
                rest >>>= 7;
              }
              out.write((int) rest);
            });
    return out.toByteArray();
  }

  /** Reads a message; empty where it is none. */
  static Optional<ProtoFields> read(byte[] message) {
    ProtoFields fields = new ProtoFields(message);
    while (!fields.malformed && fields.position < message.length) {
      fields.readField();
    }
    return fields.malformed ? Optional.empty() : Optional.of(fields);
  }

  /** A uint32 field: the low 32 bits of whatever varint was written; 0 where it is absent. */
  long unsigned(int field) {
    return values.getOrDefault(field, 0L) & UNSIGNED_32;
  }

  private void readField() {
    long tag = varint();
    int field = (int) (tag >>> 3);
    if (field == 0) {
      malformed = true;
      return;
    }
    switch ((int) (tag & 7)) {
      case VARINT -> values.put(field, varint());
      case FIXED_64 -> advance(Long.BYTES);
      case FIXED_32 -> advance(Integer.BYTES);
      case LENGTH_DELIMITED -> advance(varint());
      default -> malformed = true;
    }
  }

  private long varint() {
    long value = 0;
    for (int index = 0; index < VARINT_MAXIMUM_BYTES; index++) {
      if (position >= message.length) {
        malformed = true;
        return 0;
      }
      byte next = message[position++];
      value |= (next & 0x7fL) << (7 * index);
      if (next >= 0) {
        return value;
      }
    }
    malformed = true;
    return 0;
  }

  private void advance(long bytes) {
    if (bytes < 0 || bytes > message.length - position) {
      malformed = true;
    } else {
      position += (int) bytes;
    }
  }
}
