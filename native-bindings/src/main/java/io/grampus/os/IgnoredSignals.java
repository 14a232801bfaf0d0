package io.grampus.os;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The signals that this process ignores since whoever started it did; numbers as in signal(7). They
 * do not change while it lives.
 */
public final class IgnoredSignals {
  private static final int LAST = 64;
  private static final String FIELD = "SigIgn:";
  private static final List<Integer> NUMBERS = numbers(mask());

  private IgnoredSignals() {}

  /** Their numbers; all there are where the kernel does not tell. */
  public static List<Integer> ofThisProcess() {
    return NUMBERS;
  }

  static List<Integer> numbers(long mask) {
    return IntStream.rangeClosed(1, LAST)
        .filter(signal -> (mask >>> (signal - 1) & 1) != 0)
        .filter(signal -> signal != ProcessCalls.SIGKILL && signal != ProcessCalls.SIGSTOP)
        .boxed()
        .toList();
  }

  /** One bit a signal, the first one lowest; proc_pid_status(5). */
  private static long mask() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
        if (line.startsWith(FIELD)) {
          return Long.parseUnsignedLong(line.substring(FIELD.length()).strip(), 16);
        }
      }
    } catch (IOException e) {
      // Without /proc nothing is known of them.
    }
    return -1;
  }
}
