package io.grampus.os;

/**
 * The one seam between the program and the kernel.
 *
 * <p>Everything else in this package is built on these methods, so a recording implementation sees,
 * and can refuse, whatever the program asks of the kernel. Results are the kernel's own: a value in
 * {@code [-4095, -1]} is a negated error number (syscall(2)), anything else is a success. Arguments
 * that are addresses must stay valid during the call. Implementations are safe for use by several
 * threads.
 */
public interface Syscalls {
  /** The architecture whose system call numbers and struct layouts are in force. */
  Architecture architecture();

  /** Makes a call with up to five arguments; the kernel ignores those it does not take. */
  long call(SyscallNumber number, long a, long b, long c, long d, long e);

  /** Makes a call with six arguments. Slower than the five-argument form for most calls. */
  long call6(SyscallNumber number, long a, long b, long c, long d, long e, long f);

  /** As {@link #call(SyscallNumber, long, long, long, long, long)} with four arguments. */
  default long call(SyscallNumber number, long a, long b, long c, long d) {
    return call(number, a, b, c, d, 0);
  }

  /** As {@link #call(SyscallNumber, long, long, long, long, long)} with three arguments. */
  default long call(SyscallNumber number, long a, long b, long c) {
    return call(number, a, b, c, 0, 0);
  }

  /** As {@link #call(SyscallNumber, long, long, long, long, long)} with two arguments. */
  default long call(SyscallNumber number, long a, long b) {
    return call(number, a, b, 0, 0, 0);
  }

  /** As {@link #call(SyscallNumber, long, long, long, long, long)} with one argument. */
  default long call(SyscallNumber number, long a) {
    return call(number, a, 0, 0, 0, 0);
  }

  /** As {@link #call(SyscallNumber, long, long, long, long, long)} without arguments. */
  default long call(SyscallNumber number) {
    return call(number, 0, 0, 0, 0, 0);
  }

  /**
   * Runs machine code at an address with one pointer argument and returns its result.
   *
   * <p>Only for code this package itself has placed in executable memory; see {@link CloneStub}.
   */
  long invoke(long codeAddress, long argument);

  /** Whether a result is a negated error number. */
  static boolean failed(long result) {
    return result < 0 && result >= -4095;
  }
}
