package io.grampus.sandbox.emulation;

/** Answers one kind of system call. */
interface Handler {
  /** The answer that lets the kernel execute the call as it is. */
  long CONTINUE = Long.MIN_VALUE;

  /** The call's result, a negated errno, or {@link #CONTINUE}. */
  long handle(NotifiedCall call);
}
