package io.grampus.sandbox.emulation;

import io.grampus.os.NativeBuffer;

/** Writes paths below /proc into one reused piece of memory; the next path overwrites the last. */
final class ProcPath {
  private static final int SIZE = 64;

  private final NativeBuffer text = NativeBuffer.allocate(SIZE);
  private final boolean ownDirectory;
  private int end;

  /** Paths for a thread that {@link OwnDirectory} has taken to the descriptors, or could not. */
  ProcPath(boolean ownDirectory) {
    this.ownDirectory = ownDirectory;
  }

  /** Paths that do not depend on where the thread is. */
  ProcPath() {
    this(false);
  }

  /** Address of {@code /proc/THREAD/NAME}. */
  long of(int thread, String name) {
    start().number(thread).text("/").text(name);
    return finish();
  }

  /** Address of {@code /proc/THREAD/task/OTHER}. */
  long ofThread(int thread, int other) {
    start().number(thread).text("/task/").number(other);
    return finish();
  }

  /** Address of {@code /proc/THREAD/fd/FD}. */
  long ofDescriptor(int thread, int fd) {
    start().number(thread).text("/fd/").number(fd);
    return finish();
  }

  /** Address of {@code /proc/THREAD/fdinfo/FD}. */
  long ofDescriptorInfo(int thread, int fd) {
    start().number(thread).text("/fdinfo/").number(fd);
    return finish();
  }

  /**
   * Address of the path of a descriptor of this process's, relative to {@code /proc/self/fd} where
   * {@link OwnDirectory} has taken the thread there: half as long a way as from the root.
   */
  long ofOwnDescriptor(int fd) {
    end = 0;
    if (!ownDirectory) {
      text("/proc/self/fd/");
    }
    number(fd);
    return finish();
  }

  /** Address of {@code /proc/self/fdinfo/FD}. */
  long ofOwnDescriptorInfo(int fd) {
    end = 0;
    text("/proc/self/fdinfo/").number(fd);
    return finish();
  }

  private ProcPath start() {
    end = 0;
    return text("/proc/");
  }

  private ProcPath text(String ascii) {
    for (int index = 0; index < ascii.length(); index++) {
      text.putByte(end++, (byte) ascii.charAt(index));
    }
    return this;
  }

  private ProcPath number(long value) {
    if (value < 0) {
      return text("-").number(-value);
    }
    int digits = 1;
    for (long rest = value; rest >= 10; rest /= 10) {
      digits++;
    }
    long rest = value;
    for (int position = end + digits - 1; position >= end; position--) {
      text.putByte(position, (byte) ('0' + rest % 10));
      rest /= 10;
    }
    end += digits;
    return this;
  }

  private long finish() {
    text.putByte(end, (byte) 0);
    return text.address();
  }
}
