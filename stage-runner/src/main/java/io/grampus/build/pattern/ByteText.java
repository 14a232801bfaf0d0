package io.grampus.build.pattern;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;

/**
 * Names as text without loss: UTF-8, and each byte that is not becomes a lone surrogate between
 * U+DC80 and U+DCFF, which no UTF-8 text can hold.
 */
final class ByteText {
  private static final int LONE_SURROGATES = 0xDC00;

  private ByteText() {}

  static int[] characters(byte[] name) {
    return decode(name).codePoints().toArray();
  }

  static String decode(byte[] name) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer input = ByteBuffer.wrap(name);
    CharBuffer output = CharBuffer.allocate(name.length);
    while (decoder.decode(input, output, true).isError()) {
      output.put((char) (LONE_SURROGATES | (input.get() & 0xFF)));
      decoder.reset();
    }
    return output.flip().toString();
  }
}
