package io.grampus.build.dockerfile;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Turns a Dockerfile's bytes into text, and refuses what no editor writes. */
final class SourceDecoder {
  /** The largest file that is read. */
  static final int LARGEST_FILE = 4 << 20;

  /** The longest line that is read, in characters; BuildKit's limit is the same in bytes. */
  static final int LONGEST_LINE = 65_535;

  private SourceDecoder() {}

  static SourceFile decode(String fileName, byte[] bytes) {
    SourceRange whole = new SourceRange(fileName, 1, 1, List.of());
    if (bytes.length > LARGEST_FILE) {
      throw new DockerfileException(
          "dockerfile-too-large",
          "the file has %d bytes, more than the %d allowed".formatted(bytes.length, LARGEST_FILE),
          "move data into files of the build context and COPY them",
          whole);
    }
    if (startsWith(bytes, 0xFF, 0xFE) || startsWith(bytes, 0xFE, 0xFF)) {
      throw notUtf8("the file is in UTF-16, not UTF-8", whole);
    }
    int start = startsWith(bytes, 0xEF, 0xBB, 0xBF) ? 3 : 0;
    SourceFile file = SourceFile.of(fileName, text(fileName, bytes, start));
    for (int number = 1; number <= file.size(); number++) {
      checkLine(file, number);
    }
    return file;
  }

  private static String text(String fileName, byte[] bytes, int start) {
    ByteBuffer input = ByteBuffer.wrap(bytes, start, bytes.length - start);
    CharBuffer output = CharBuffer.allocate(bytes.length - start);
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    CoderResult result = decoder.decode(input, output, true);
    output.flip();
    if (result.isError()) {
      SourceFile readable = SourceFile.of(fileName, output + "?");
      int line = Math.max(readable.size(), 1);
      int offset = input.position();
      throw notUtf8(
          "the file is not valid UTF-8: byte 0x%02x at offset %d".formatted(bytes[offset], offset),
          readable.range(line, line));
    }
    return output.toString();
  }

  private static void checkLine(SourceFile file, int number) {
    String line = file.line(number);
    if (line.length() > LONGEST_LINE) {
      throw new DockerfileException(
          "dockerfile-too-large",
          "the line has more than %d characters".formatted(LONGEST_LINE),
          "break it with the escape character, or COPY a file instead",
          new SourceRange(file.name(), number, number, List.of(line.substring(0, 120) + "…")));
    }
    if (line.indexOf('\0') >= 0) {
      throw notUtf8("the line holds a NUL character", file.range(number, number));
    }
  }

  private static DockerfileException notUtf8(String problem, SourceRange at) {
    return new DockerfileException(
        "dockerfile-not-text", problem, "save the file as plain text in UTF-8", at);
  }

  private static boolean startsWith(byte[] bytes, int... prefix) {
    for (int index = 0; index < prefix.length; index++) {
      if (index >= bytes.length || (bytes[index] & 0xFF) != prefix[index]) {
        return false;
      }
    }
    return true;
  }
}
