package io.grampus.os;

/**
 * Flags for {@link FileCalls#openat} and {@link FileCalls#openat2}; open(2), openat2(2).
 *
 * <p>The values are those of x86_64; the calls translate the few that differ elsewhere.
 */
public final class OpenFlags {
  public static final int RDONLY = 0;
  public static final int WRONLY = 01;
  public static final int RDWR = 02;
  public static final int CREAT = 0100;
  public static final int EXCL = 0200;
  public static final int NOCTTY = 0400;
  public static final int TRUNC = 01000;
  public static final int APPEND = 02000;
  public static final int NONBLOCK = 04000;
  public static final int DIRECTORY = 0200000;
  public static final int NOFOLLOW = 0400000;
  public static final int CLOEXEC = 02000000;
  public static final int PATH = 010000000;

  /** An unnamed file in the directory, to be linked later; includes DIRECTORY as it must. */
  public static final int TMPFILE = 020000000 | DIRECTORY;

  /** Never cross a mount point. */
  public static final long RESOLVE_NO_XDEV = 0x01;

  /** Never follow the links of /proc that lead to objects instead of paths. */
  public static final long RESOLVE_NO_MAGICLINKS = 0x02;

  /** Follow no symbolic link at all. */
  public static final long RESOLVE_NO_SYMLINKS = 0x04;

  /** Fail with EXDEV where the path would leave the directory. */
  public static final long RESOLVE_BENEATH = 0x08;

  /** Treat the directory as the root, for absolute links and for {@code ..} alike. */
  public static final long RESOLVE_IN_ROOT = 0x10;

  private static final int AARCH64_DIRECTORY = 040000;
  private static final int AARCH64_NOFOLLOW = 0100000;

  private OpenFlags() {}

  /** The flags with the values of that architecture; {@code <asm/fcntl.h>}. */
  static int on(Architecture architecture, int flags) {
    return switch (architecture) {
      case X86_64 -> flags;
      case AARCH64 ->
          (flags & ~(DIRECTORY | NOFOLLOW))
              | ((flags & DIRECTORY) != 0 ? AARCH64_DIRECTORY : 0)
              | ((flags & NOFOLLOW) != 0 ? AARCH64_NOFOLLOW : 0);
    };
  }
}
