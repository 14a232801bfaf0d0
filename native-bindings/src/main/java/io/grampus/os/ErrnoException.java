package io.grampus.os;

import java.io.IOException;

/** A system call that failed: which one, on what, and the error number the kernel gave. */
public final class ErrnoException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String call;
  private final String arguments;
  private final int errno;

  /**
   * Records one failed call.
   *
   * @param call the call's name as in the manual pages, for example {@code "openat2"}
   * @param arguments the arguments worth showing, readable, for example {@code "etc/passwd"}
   * @param errno the positive error number, errno(3)
   */
  public ErrnoException(String call, String arguments, int errno) {
    super(call + "(" + arguments + "): " + Errno.name(errno) + ", " + Errno.description(errno));
    this.call = call;
    this.arguments = arguments;
    this.errno = errno;
  }

  /** The name of the call that failed. */
  public String call() {
    return call;
  }

  /** The readable arguments. */
  public String arguments() {
    return arguments;
  }

  /** The positive error number. */
  public int errno() {
    return errno;
  }
}
