package io.grampus.sandbox.emulation;

import io.grampus.os.KernelConstants;
import io.grampus.os.NativeBuffer;
import io.grampus.os.SyscallNumber;
import io.grampus.os.Syscalls;
import java.nio.charset.StandardCharsets;

/** The text of one of proc(5)'s files, and numbers found in it; one thread's. */
final class ProcText {
  private static final int SIZE = 4096;

  private final Syscalls syscalls;
  private final NativeBuffer text = NativeBuffer.allocate(SIZE);
  private int length;

  ProcText(Syscalls syscalls) {
    this.syscalls = syscalls;
  }

  /** Reads a file that is named below a directory; false where it cannot be read. */
  boolean read(long directory, long path) {
    length = 0;
    long fd = syscalls.call(SyscallNumber.OPENAT, directory, path, KernelConstants.O_CLOEXEC);
    if (Syscalls.failed(fd)) {
      return false;
    }
    length = (int) syscalls.call(SyscallNumber.READ, fd, text.address(), SIZE);
    syscalls.call(SyscallNumber.CLOSE, fd);
    return length > 0;
  }

  /** The first number behind a line's beginning, or a fallback where there is no such line. */
  long first(String lineStart, int radix, long fallback) {
    int position = behind(lineStart);
    return position < 0 ? fallback : number(skipBlanks(position), radix, fallback);
  }

  /** The last number on the line with that beginning, or a fallback where there is no such line. */
  long last(String lineStart, long fallback) {
    int position = behind(lineStart);
    long last = fallback;
    while (position >= 0 && position < length && text.getByte(position) != '\n') {
      position = skipBlanks(position);
      last = number(position, 10, last);
      position = endOfWord(position);
    }
    return last;
  }

  /** The number in a field of {@code /proc/PID/stat}, counted from 1, but for the first two. */
  long field(int number) {
    return number(startOfField(number), 10, -1);
  }

  /** A number that some fields of {@code /proc/PID/stat} make together. */
  int digest(int from, int to, int start) {
    int position = startOfField(from);
    int end = startOfField(to + 1);
    int result = start;
    while (position < end) {
      result = 31 * result + text.getByte(position++);
    }
    return result;
  }

  /** The name of the program, field 2, may contain blanks and parentheses. */
  private int startOfField(int number) {
    int position = length;
    while (position > 0 && text.getByte(position - 1) != ')') {
      position--;
    }
    position = skipBlanks(position);
    for (int field = 3; field < number; field++) {
      position = skipBlanks(endOfWord(position));
    }
    return position;
  }

  private int behind(String lineStart) {
    byte[] wanted = lineStart.getBytes(StandardCharsets.US_ASCII);
    for (int start = 0; start + wanted.length < length; start++) {
      boolean begins = start == 0 || text.getByte(start - 1) == '\n';
      if (begins && isAt(start, wanted)) {
        return start + wanted.length;
      }
    }
    return -1;
  }

  private boolean isAt(int start, byte[] wanted) {
    for (int index = 0; index < wanted.length; index++) {
      if (text.getByte(start + index) != wanted[index]) {
        return false;
      }
    }
    return true;
  }

  private int skipBlanks(int start) {
    int position = start;
    while (position < length && (text.getByte(position) == ' ' || text.getByte(position) == '\t')) {
      position++;
    }
    return position;
  }

  private int endOfWord(int start) {
    int position = start;
    while (position < length && text.getByte(position) > ' ') {
      position++;
    }
    return position;
  }

  private long number(int start, int radix, long fallback) {
    int position = start;
    long value = 0;
    while (position < length && Character.digit(text.getByte(position), radix) >= 0) {
      value = radix * value + Character.digit(text.getByte(position++), radix);
    }
    return position == start ? fallback : value;
  }
}
