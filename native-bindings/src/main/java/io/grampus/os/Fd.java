package io.grampus.os;

import java.lang.ref.Cleaner;
import org.jspecify.annotations.Nullable;

/**
 * An open file descriptor that is closed once: by {@link #close}, or by the garbage collector where
 * somebody forgot.
 *
 * <p>Whoever passes {@link #number} to the kernel keeps the object reachable meanwhile, as
 * try-with-resources does.
 */
public final class Fd implements AutoCloseable {
  /** The current directory, for calls that take a directory; AT_FDCWD of openat(2). */
  public static final Fd CURRENT_DIRECTORY = new Fd(-100, false, () -> {});

  private static final Cleaner CLEANER = Cleaner.create();

  private final int number;
  private final boolean pathOnly;
  private final Runnable closing;
  private volatile boolean closed;

  private Fd(int number, boolean pathOnly, Runnable closing) {
    this.number = number;
    this.pathOnly = pathOnly;
    this.closing = closing;
  }

  /** Takes over a descriptor that is open for reading or writing. */
  public static Fd owned(Syscalls syscalls, int number) {
    return owned(syscalls, number, false);
  }

  static Fd owned(Syscalls syscalls, int number, boolean pathOnly) {
    Holder holder = new Holder();
    Fd fd = new Fd(number, pathOnly, holder);
    holder.cleanable = CLEANER.register(fd, () -> closeNumber(syscalls, number));
    return fd;
  }

  /** A descriptor that belongs to somebody else and that closing leaves open. */
  public static Fd borrowed(int number) {
    return new Fd(number, false, () -> {});
  }

  /**
   * The number that the kernel knows it by.
   *
   * @throws IllegalStateException after closing: the number may already mean another file
   */
  public int number() {
    if (closed) {
      throw new IllegalStateException("file descriptor " + number + " is closed");
    }
    return number;
  }

  /** Whether it was opened with O_PATH, so that it names a file but cannot read or write it. */
  public boolean isPathOnly() {
    return pathOnly;
  }

  /** Closes the descriptor; the second time does nothing. Errors of close(2) are not reported. */
  @Override
  public void close() {
    if (number >= 0) {
      closed = true;
      closing.run();
    }
  }

  @Override
  public String toString() {
    return "fd " + number;
  }

  private static void closeNumber(Syscalls syscalls, int number) {
    // Data that must reach the disk is synced before; the number is free even on EINTR or EIO.
    syscalls.call(SyscallNumber.CLOSE, number);
  }

  /** Ties the cleaner's handle to the descriptor without the descriptor holding itself. */
  private static final class Holder implements Runnable {
    private Cleaner.@Nullable Cleanable cleanable;

    @Override
    public void run() {
      Cleaner.Cleanable handle = cleanable;
      if (handle != null) {
        handle.clean();
      }
    }
  }
}
