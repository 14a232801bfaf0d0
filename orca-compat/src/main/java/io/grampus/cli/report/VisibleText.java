package io.grampus.cli.report;

import io.grampus.os.ByteString;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Names of files as text that shows every byte of them: what is not UTF-8, controls anything or
 * turns the direction of writing is written as an escape, so that two names never look the same.
 */
public final class VisibleText {
  private VisibleText() {}

  /** The name, with backslashes doubled and escapes like {@code \xff} and {@code \n}. */
  public static String of(ByteString name) {
    byte[] bytes = name.toByteArray();
    StringBuilder text = new StringBuilder(bytes.length);
    int index = 0;
    while (index < bytes.length) {
      int length = sequence(bytes[index]);
      if (length == 0 || index + length > bytes.length || !append(bytes, index, length, text)) {
        text.append(String.format("\\x%02x", bytes[index] & 0xff));
        length = 1;
      }
      index += length;
    }
    return text.toString();
  }

  /** How many bytes begin here by the first of them, or 0. */
  private static int sequence(byte first) {
    int value = first & 0xff;
    if (value < 0x80) {
      return 1;
    }
    if (value < 0xc2 || value > 0xf4) {
      return 0;
    }
    return value < 0xe0 ? 2 : value < 0xf0 ? 3 : 4;
  }

  private static boolean append(byte[] bytes, int start, int length, StringBuilder text) {
    try {
      String character =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes, start, length))
              .toString();
      append(character.codePointAt(0), text);
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private static void append(int codePoint, StringBuilder text) {
    switch (codePoint) {
      case '\\' -> text.append("\\\\");
      case '\n' -> text.append("\\n");
      case '\r' -> text.append("\\r");
      case '\t' -> text.append("\\t");
      default -> {
        if (isSeen(codePoint)) {
          text.appendCodePoint(codePoint);
        } else {
          text.append(String.format(codePoint < 0x80 ? "\\x%02x" : "\\u{%x}", codePoint));
        }
      }
    }
  }

  private static boolean isSeen(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.PRIVATE_USE ->
          false;
      case Character.SPACE_SEPARATOR -> codePoint == ' ';
      default -> true;
    };
  }
}
