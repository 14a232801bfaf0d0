package io.grampus.sandbox.emulation;

import io.grampus.os.Errno;
import io.grampus.os.KernelConstants;
import io.grampus.os.NativeBuffer;
import io.grampus.os.SyscallNumber;
import io.grampus.os.Syscalls;

/**
 * Reads {@code /proc/PID/maps}: proc_pid_maps(5). Since Linux 6.11 it tells the mapping at an
 * address without its text, at a tenth of the cost. Belongs to one thread; after {@link #open}
 * comes {@link #close}.
 */
final class MemoryMap {
  /** More than the longest line: a path, of which each byte may be written as four. */
  private static final int SIZE = 32768;

  /** PROCMAP_QUERY with struct procmap_query: {@code <linux/fs.h>}. */
  private static final long QUERY = 0xc0686611L;

  private static final int SIZE_OF_QUERY = 104;
  private static final int ADDRESS = 16;
  private static final int START = 24;
  private static final int END = 32;
  private static final int FLAGS = 40;
  private static final int OFFSET = 56;
  private static final int INODE = 64;
  private static final int MAJOR = 72;
  private static final int MINOR = 76;

  /** PROCMAP_QUERY_VMA_READABLE and _EXECUTABLE, but neither _WRITABLE nor _SHARED. */
  private static final int CODE = 5;

  private static final int PERMISSIONS = 15;

  private static final String PRIVATE_CODE = "r-xp";

  private final Syscalls syscalls;
  private final NativeBuffer query = NativeBuffer.allocate(SIZE_OF_QUERY);
  private final ProcPath proc = new ProcPath();
  private final NativeBuffer text = NativeBuffer.allocate(SIZE);
  private int fd = -1;
  private int position;
  private int length;
  private long start;
  private long end;
  private boolean code;
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

  /** Goes to the mapping at an address; false where there is none. */
  boolean find(long address) {
    query.clear(0, SIZE_OF_QUERY);
    query.putLong(0, SIZE_OF_QUERY);
    query.putLong(ADDRESS, address);
    long result = syscalls.call(SyscallNumber.IOCTL, fd, QUERY, query.address());
    if (result == -Errno.ENOTTY) {
      return findInText(address);
    }
    start = query.getLong(START);
    end = query.getLong(END);
    code = (query.getLong(FLAGS) & PERMISSIONS) == CODE;
    offset = query.getLong(OFFSET);
    device = device(query.getInt(MAJOR), query.getInt(MINOR));
    inode = query.getLong(INODE);
    return !Syscalls.failed(result);
  }

  private boolean findInText(long address) {
    syscalls.call(SyscallNumber.LSEEK, fd, 0, 0);
    position = 0;
    length = 0;
    boolean found = false;
    while (!found && next()) {
      found = Long.compareUnsigned(address, start) >= 0 && Long.compareUnsigned(address, end) < 0;
    }
    return found;
  }

  private static long device(long major, long minor) {
    return major << Integer.SIZE | minor;
  }

  /** Goes to the next mapping; false behind the last one. */
  boolean next() {
    if (endOfLine() < 0 && !fill()) {
      return false;
    }
    start = number(16);
    end = number(16);
    code = isAt(PRIVATE_CODE);
    position += PRIVATE_CODE.length() + 1;
    offset = number(16);
    device = device(number(16), number(16));
    inode = number(10);
    position = endOfLine() + 1;
    return true;
  }

  private boolean isAt(String wanted) {
    for (int index = 0; index < wanted.length(); index++) {
      if (text.getByte(position + index) != wanted.charAt(index)) {
        return false;
      }
    }
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
    return code;
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
