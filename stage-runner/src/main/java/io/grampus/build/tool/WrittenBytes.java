package io.grampus.build.tool;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * How many bytes a process has written to files and sockets: {@code wchar} of /proc/PID/io, see
 * proc(5). For a program that copies images that is what it has fetched or sent.
 */
final class WrittenBytes {
  /** Less is talk about the image, not the image. */
  private static final long WORTH_TELLING = 64 * 1024;

  private static final String FIELD = "wchar: ";

  private final Path file;
  private long last;

  WrittenBytes(long process) {
    this.file = Path.of("/proc", Long.toString(process), "io");
  }

  /** The number, where it is worth telling and another than before. */
  OptionalLong increased() {
    long bytes = read();
    if (bytes < last + WORTH_TELLING) {
      return OptionalLong.empty();
    }
    last = bytes;
    return OptionalLong.of(bytes);
  }

  private long read() {
    try {
      return Files.readString(file, StandardCharsets.US_ASCII)
          .lines()
          .filter(line -> line.startsWith(FIELD))
          .mapToLong(line -> Long.parseLong(line.substring(FIELD.length())))
          .findFirst()
          .orElse(0);
    } catch (IOException | NumberFormatException e) {
      return 0; // it has ended, or this kernel does not count
    }
  }
}
