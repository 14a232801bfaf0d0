package io.grampus.sandbox.emulation;

/**
 * prctl calls that decide whether a process keeps its capabilities when it leaves user 0:
 * PR_SET_KEEPCAPS and PR_SET_SECUREBITS of capabilities(7). The kernel carries them out as well.
 */
final class CapabilityHandler {
  static final int PR_SET_KEEPCAPS = 8;
  static final int PR_SET_SECUREBITS = 28;

  private static final long SECBIT_NO_SETUID_FIXUP = 1 << 2;
  private static final long SECBIT_KEEP_CAPS = 1 << 4;

  private CapabilityHandler() {}

  /** prctl(option, value, …). */
  static long control(NotifiedCall call) {
    long value = call.argument(1);
    boolean keep =
        call.intArgument(0) == PR_SET_SECUREBITS
            ? (value & (SECBIT_KEEP_CAPS | SECBIT_NO_SETUID_FIXUP)) != 0
            : value == 1;
    Credentials who = call.credentials();
    if (who.keepsCapabilities() != keep) {
      call.setCredentials(who.keepingCapabilities(keep));
    }
    return Handler.CONTINUE;
  }
}
