package io.grampus.os;

/**
 * The kernel's error numbers that the program decides on, and names and texts for all of them.
 *
 * <p>Source: errno(3). The numbers are the same on x86_64 and aarch64.
 */
public final class Errno {
  public static final int EPERM = 1;
  public static final int ENOENT = 2;
  public static final int ESRCH = 3;
  public static final int EINTR = 4;
  public static final int EIO = 5;
  public static final int ENXIO = 6;
  public static final int E2BIG = 7;
  public static final int ENOEXEC = 8;
  public static final int EBADF = 9;
  public static final int ECHILD = 10;
  public static final int EAGAIN = 11;
  public static final int ENOMEM = 12;
  public static final int EACCES = 13;
  public static final int EFAULT = 14;
  public static final int EBUSY = 16;
  public static final int EEXIST = 17;
  public static final int EXDEV = 18;
  public static final int ENODEV = 19;
  public static final int ENOTDIR = 20;
  public static final int EISDIR = 21;
  public static final int EINVAL = 22;
  public static final int EMFILE = 24;
  public static final int ENOTTY = 25;
  public static final int ETXTBSY = 26;
  public static final int EFBIG = 27;
  public static final int ENOSPC = 28;
  public static final int ESPIPE = 29;
  public static final int EROFS = 30;
  public static final int EMLINK = 31;
  public static final int ERANGE = 34;
  public static final int ENAMETOOLONG = 36;
  public static final int ENOSYS = 38;
  public static final int ENOTEMPTY = 39;
  public static final int ELOOP = 40;
  public static final int ENODATA = 61;
  public static final int ELIBBAD = 80;
  public static final int EOVERFLOW = 75;
  public static final int EOPNOTSUPP = 95;
  public static final int EADDRINUSE = 98;
  public static final int EDQUOT = 122;

  private Errno() {}

  /** The symbolic name, for example {@code ENOENT}, or {@code errno 4711} for an unknown number. */
  public static String name(int errno) {
    for (jnr.constants.platform.linux.Errno known : jnr.constants.platform.linux.Errno.values()) {
      if (known.intValue() == errno) {
        return known.name();
      }
    }
    return "errno " + errno;
  }

  /** The C library's English text for the number, for example {@code No such file or directory}. */
  public static String description(int errno) {
    for (jnr.constants.platform.linux.Errno known : jnr.constants.platform.linux.Errno.values()) {
      if (known.intValue() == errno) {
        return known.toString();
      }
    }
    return "unknown error";
  }
}
