package io.grampus.sandbox.emulation;

import io.grampus.os.Errno;

/** Answers one kind of system call. */
interface Handler {
  /** The answer that lets the kernel execute the call as it is. */
  long CONTINUE = Long.MIN_VALUE;

  /** The answer of a call that has been answered. */
  long ANSWERED = Long.MIN_VALUE + 2;

  /** The answer of a call that another thread will answer. */
  long LATER = Long.MIN_VALUE + 1;

  /**
   * The answer where a path led to no file: the kernel finds the same and knows what comes first,
   * unless it was a permission that is missing, which it would grant.
   */
  static long withoutFile(int error) {
    return error == -Errno.EACCES ? error : CONTINUE;
  }

  /** The call's result, a negated errno, or {@link #CONTINUE}. */
  long handle(NotifiedCall call);
}
