package io.grampus.sandbox.emulation;

import io.grampus.os.NativeBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The beginning of a path that leads through a descriptor of the process, as {@code
 * /proc/self/fd/3/name}, which C libraries make of calls that start from a directory. Belongs to
 * one thread.
 */
final class DescriptorPrefix {
  private static final byte[][] FOLDERS = {
    ascii("/dev/fd/"), ascii("/proc/self/fd/"), ascii("/proc/thread-self/fd/")
  };
  private static final int SHORTEST = 8;
  private static final int LARGEST = 10_000_000;

  private int descriptor;
  private int rest;

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Whether the text between those places has such a beginning and more behind it. */
  boolean isOf(NativeBuffer text, int start, int end) {
    if (end - start <= SHORTEST || text.getByte(start + 2) == 'u') {
      return false; // the quickest way to tell that /usr is neither
    }
    for (byte[] folder : FOLDERS) {
      if (startsWith(text, start, end, folder)) {
        return isNumber(text, start + folder.length, end);
      }
    }
    return false;
  }

  private static boolean startsWith(NativeBuffer text, int start, int end, byte[] folder) {
    for (int index = 0; index < folder.length; index++) {
      if (start + index >= end || text.getByte(start + index) != folder[index]) {
        return false;
      }
    }
    return true;
  }

  private boolean isNumber(NativeBuffer text, int start, int end) {
    int position = start;
    descriptor = 0;
    while (position < end && text.getByte(position) != '/') {
      int digit = text.getByte(position++) - '0';
      if (digit < 0 || digit > 9 || descriptor > LARGEST) {
        return false;
      }
      descriptor = 10 * descriptor + digit;
    }
    boolean numbered = position > start;
    while (position < end && text.getByte(position) == '/') {
      position++;
    }
    rest = position;
    return numbered && rest < end;
  }

  /** The descriptor found last. */
  int descriptor() {
    return descriptor;
  }

  /** Where the path below it begins. */
  int rest() {
    return rest;
  }
}
