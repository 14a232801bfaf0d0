package io.grampus.sandbox.emulation;

import io.grampus.os.KernelConstants;
import io.grampus.os.SyscallNumber;

/**
 * The root of the process that called: that of the sandbox, unless it has called chroot(2). Opens
 * paths as mere locations (O_PATH) that no symbolic link leads out of. Belongs to one thread.
 */
final class TargetRoot {
  /** How no path leads out of the root: openat2(2). */
  static final int RESOLUTION = Locations.RESOLVE_IN_ROOT | Locations.RESOLVE_NO_MAGICLINKS;

  private final RootCalls calls;
  private final RootView root;
  private final ProcPath proc;
  private final PathReader reader;
  private final Locations locations;

  TargetRoot(RootCalls calls, RootView root, ProcPath proc, PathReader reader) {
    this.calls = calls;
    this.root = root;
    this.proc = proc;
    this.reader = reader;
    this.locations = new Locations(calls);
  }

  /** Opens what an absolute path means; a descriptor that the caller closes or a negated errno. */
  int open(int thread, TargetPath path, boolean follow) {
    if (root.hasOtherRoots()) {
      return openInOwn(thread, path, follow);
    }
    int rootFd = path.isOutside() ? root.outside() : root.fd();
    return locations.open(rootFd, path.address(), RESOLUTION, follow);
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
  private int openInOwn(int thread, TargetPath path, boolean follow) {
    int rootFd = openOwn(thread);
    if (rootFd < 0) {
      return rootFd;
    }
    long place = path.address() + reader.lengthOfOwnRoot(thread);
    int opened = locations.open(rootFd, place, RESOLUTION, follow);
    close(rootFd);
    return opened;
  }

  private int openOwn(int thread) {
    long name = proc.of(thread, "root");
    long location = KernelConstants.O_PATH | KernelConstants.O_CLOEXEC;
    return (int) calls.plain().call(SyscallNumber.OPENAT, KernelConstants.AT_FDCWD, name, location);
  }
}
