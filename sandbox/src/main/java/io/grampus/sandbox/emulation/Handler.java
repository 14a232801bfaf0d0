package io.grampus.sandbox.emulation;

/** Answers one kind of system call. */
interface Handler {
  /** The answer that lets the kernel execute the call as it is. */
  long CONTINUE = Long.MIN_VALUE;

  /** Stands for an answer that was given already. */
  long ANSWERED = Long.MIN_VALUE + 1;

  /** The call's result, a negated errno, {@link #CONTINUE} or {@link #ANSWERED}. */
  long handle(NotifiedCall call);
}
