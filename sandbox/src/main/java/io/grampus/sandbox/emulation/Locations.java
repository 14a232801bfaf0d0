package io.grampus.sandbox.emulation;

import io.grampus.os.Architecture;
import io.grampus.os.Errno;
import io.grampus.os.KernelConstants;
import io.grampus.os.NativeBuffer;
import io.grampus.os.SyscallNumber;
import io.grampus.os.Syscalls;

/**
 * Opens paths as mere locations (O_PATH) by openat2(2). Belongs to one thread.
 *
 * <p>The kernel gives up on a path with ".." when anything anywhere on the machine is renamed or
 * mounted meanwhile, and asks for another try: EAGAIN.
 */
final class Locations {
  static final int RESOLVE_NO_MAGICLINKS = 0x02;
  static final int RESOLVE_NO_SYMLINKS = 0x04;
  static final int RESOLVE_BENEATH = 0x08;
  static final int RESOLVE_IN_ROOT = 0x10;

  private static final int O_NOFOLLOW_X86 = 0x20000;
  private static final int O_NOFOLLOW_ARM = 0x8000;
  private static final long LOCATION = KernelConstants.O_PATH | KernelConstants.O_CLOEXEC;
  private static final int SIZE_OF_OPEN_HOW = 24;
  private static final int RESOLUTION = 16;
  private static final int MOST_TRIES = 1000;

  private final Call call;
  private final long noFollow;
  private final NativeBuffer how = NativeBuffer.allocate(SIZE_OF_OPEN_HOW);

  /** Who makes openat2(2). */
  @FunctionalInterface
  private interface Call {
    long make(SyscallNumber number, long directory, long path, long how, long size);
  }

  private Locations(Call call, Architecture architecture) {
    this.call = call;
    this.noFollow = noFollow(architecture);
  }

  /** With the rights of the sandbox's root. */
  Locations(RootCalls calls) {
    this(calls::call, calls.plain().architecture());
  }

  /** With the rights of the builder. */
  Locations(Syscalls syscalls) {
    this(syscalls::call, syscalls.architecture());
  }

  /** O_NOFOLLOW, which the architectures number differently. */
  static long noFollow(Architecture architecture) {
    return switch (architecture) {
      case X86_64 -> O_NOFOLLOW_X86;
      case AARCH64 -> O_NOFOLLOW_ARM;
    };
  }

  /**
   * A descriptor that the caller closes or a negated errno.
   *
   * @param path the address of the path
   * @param resolution how it may lead: a sum of the constants above
   * @param follow whether a link at the path's end is followed
   */
  int open(int directory, long path, int resolution, boolean follow) {
    how.putLong(0, LOCATION | (follow ? 0 : noFollow));
    how.putLong(RESOLUTION, resolution);
    long opened = -Errno.EAGAIN;
    for (int tries = 0; opened == -Errno.EAGAIN && tries < MOST_TRIES; tries++) {
      opened = call.make(SyscallNumber.OPENAT2, directory, path, how.address(), SIZE_OF_OPEN_HOW);
    }
    return (int) opened;
  }
}
