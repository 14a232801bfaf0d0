package io.grampus.sandbox.emulation;

import io.grampus.os.KernelConstants;
import io.grampus.os.NativeBuffer;
import io.grampus.os.SyscallNumber;
import io.grampus.os.Syscalls;

/**
 * Reads {@code /proc/PID/maps} mapping by mapping: proc_pid_maps(5). Belongs to one thread; after
 * {@link #open} comes {@link #close}.
 */
final class MemoryMap {
  /** More than the longest line: a path, of which each byte may be written as four. */
  private static final int SIZE = 32768;

  private final Syscalls syscalls;
  private final ProcPath proc = new ProcPath();
  private final NativeBuffer text = NativeBuffer.allocate(SIZE);
  private int fd = -1;
  private int position;
  private int length;
  private long start;
  private long end;
  private boolean executable;
  private long offset;
  private long device;
  private long inode;

  MemoryMap(Syscalls syscalls) {
    this.syscalls = syscalls;
  }

  /** Opens the map of a thread's process; false where it cannot be read. */
  boolean open(int thread) {
    long path = proc.of(thread, "maps");
    fd =
        (int)
            syscalls.call(
                SyscallNumber.OPENAT, KernelConstants.AT_FDCWD, path, KernelConstants.O_CLOEXEC);
    position = 0;
    length = 0;
    return fd >= 0;
  }

  void close() {
    syscalls.call(SyscallNumber.CLOSE, fd);
    fd = -1;
  }

  /** Goes to the next mapping; false behind the last one. */
  boolean next() {
    if (endOfLine() < 0 && !fill()) {
      return false;
    }
    start = number(16);
    end = number(16);
    executable = text.getByte(position) == 'r' && text.getByte(position + 2) == 'x';
    executable &= text.getByte(position + 1) == '-' && text.getByte(position + 3) == 'p';
    position += 5;
    offset = number(16);
    device = number(16) << Integer.SIZE;
    device |= number(16);
    inode = number(10);
    position = endOfLine() + 1;
    return true;
  }

  private int endOfLine() {
    for (int at = position; at < length; at++) {
      if (text.getByte(at) == '\n') {
        return at;
      }
    }
    return -1;
  }

  /** Reads on until a whole line is there; the kernel gives about a page at once. */
  private boolean fill() {
    for (int index = position; index < length; index++) {
      text.putByte(index - position, text.getByte(index));
    }
    length -= position;
    position = 0;
    long read =
        syscalls.call(SyscallNumber.READ, fd, text.address() + length, text.size() - length);
    length += (int) Math.max(0, read);
    return read > 0 && endOfLine() >= 0;
  }

  /** The number at the position, which moves behind it and the character that ends it. */
  private long number(int radix) {
    long value = 0;
    while (position < length) {
      int digit = Character.digit(text.getByte(position++), radix);
      if (digit < 0) {
        break;
      }
      value = value * radix + digit;
    }
    return value;
  }

  boolean contains(long address) {
    return Long.compareUnsigned(address, start) >= 0 && Long.compareUnsigned(address, end) < 0;
  }

  /** Where the mapping begins in the process. */
  long start() {
    return start;
  }

  /** Its length in bytes. */
  long length() {
    return end - start;
  }

  /** Whether it is private, and code: readable and executable, but not writable. */
  boolean isCode() {
    return executable;
  }

  /** Where it begins in its file. */
  long offset() {
    return offset;
  }

  /** The device of its file. */
  long device() {
    return device;
  }

  /** The inode of its file, or 0. */
  long inode() {
    return inode;
  }
}
