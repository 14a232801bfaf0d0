package io.grampus.sandbox.emulation;

import io.grampus.os.Errno;

/**
 * getrlimit, setrlimit and prlimit64 of RLIMIT_LOCKS, which carries the credentials: shows the
 * default and takes any new value without effect, as the kernel gives the limit none either.
 */
final class LimitHandler {
  private static final int SIZE_OF_RLIMIT = 16;

  private LimitHandler() {}

  /** getrlimit(resource, limit). */
  static long get(NotifiedCall call) {
    return deliverUnlimited(call, call.argument(1));
  }

  /** prlimit64(pid, resource, new, old). */
  static long getAndSet(NotifiedCall call) {
    return call.argument(3) == 0 ? 0 : deliverUnlimited(call, call.argument(3));
  }

  private static long deliverUnlimited(NotifiedCall call, long address) {
    call.scratch().putLong(0, -1L);
    call.scratch().putLong(Long.BYTES, -1L);
    return call.deliver(address, SIZE_OF_RLIMIT) == 0 ? 0 : -Errno.EFAULT;
  }
}
