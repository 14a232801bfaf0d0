package io.grampus.sandbox.emulation;

import io.grampus.os.Architecture;
import io.grampus.os.Errno;
import io.grampus.os.KernelConstants;
import io.grampus.os.NativeBuffer;
import io.grampus.os.SyscallNumber;

/**
 * The root of the process that called: that of the sandbox, unless it has called chroot(2). Opens
 * paths as mere locations (O_PATH) that no symbolic link leads out of. Belongs to one thread.
 */
final class TargetRoot {
  /** RESOLVE_IN_ROOT and RESOLVE_NO_MAGICLINKS: openat2(2). */
  static final int RESOLUTION = 0x12;

  private static final int SIZE_OF_OPEN_HOW = 24;
  private static final int O_NOFOLLOW_X86 = 0x20000;
  private static final int O_NOFOLLOW_ARM = 0x8000;
  private static final long LOCATION = KernelConstants.O_PATH | KernelConstants.O_CLOEXEC;
  private static final int MOST_TRIES = 1000;

  private final RootCalls calls;
  private final RootView root;
  private final ProcPath proc;
  private final PathReader reader;
  private final long noFollow;
  private final NativeBuffer how = NativeBuffer.allocate(SIZE_OF_OPEN_HOW);

  TargetRoot(RootCalls calls, RootView root, ProcPath proc, PathReader reader) {
    this.calls = calls;
    this.root = root;
    this.proc = proc;
    this.reader = reader;
    this.noFollow = noFollow(calls.plain().architecture());
    how.putLong(16, RESOLUTION);
  }

  /** O_NOFOLLOW, which the architectures number differently. */
  static long noFollow(Architecture architecture) {
    return switch (architecture) {
      case X86_64 -> O_NOFOLLOW_X86;
      case AARCH64 -> O_NOFOLLOW_ARM;
    };
  }

  /** Opens what an absolute path means; a descriptor that the caller closes or a negated errno. */
  int open(int thread, TargetPath path, boolean follow) {
    how.putLong(0, LOCATION | (follow ? 0 : noFollow));
    return root.hasOtherRoots()
        ? openInOwn(thread, path)
        : openIn(path.isOutside() ? root.outside() : root.fd(), path.address());
  }

  /** A descriptor of the process's root, which {@link #close} takes back, or a negated errno. */
  int descriptor(int thread) {
    return root.hasOtherRoots() ? openOwn(thread) : root.fd();
  }

  /** Takes back what {@link #descriptor} gave. */
  void close(int rootFd) {
    if (rootFd != root.fd()) {
      calls.plain().call(SyscallNumber.CLOSE, rootFd);
    }
  }

  /** A process that called chroot(2) has paths that start at that root. */
  private int openInOwn(int thread, TargetPath path) {
    int rootFd = openOwn(thread);
    if (rootFd < 0) {
      return rootFd;
    }
    int opened = openIn(rootFd, path.address() + reader.lengthOfOwnRoot(thread));
    close(rootFd);
    return opened;
  }

  private int openOwn(int thread) {
    long name = proc.of(thread, "root");
    return (int) calls.plain().call(SyscallNumber.OPENAT, KernelConstants.AT_FDCWD, name, LOCATION);
  }

  /**
   * The kernel gives up on a path with ".." when anything anywhere on the machine is renamed or
   * mounted meanwhile, and asks for another try: openat2(2), EAGAIN.
   */
  private int openIn(int rootFd, long place) {
    long opened = -Errno.EAGAIN;
    for (int tries = 0; opened == -Errno.EAGAIN && tries < MOST_TRIES; tries++) {
      opened = calls.call(SyscallNumber.OPENAT2, rootFd, place, how.address(), SIZE_OF_OPEN_HOW);
    }
    return (int) opened;
  }
}
