package io.grampus.os;

/** A system call that a thread elsewhere has made and that waits for an answer. */
public interface PendingCall {
  /** The calling thread's id in this process's pid namespace. */
  int thread();

  /** One of the six arguments, as the register holds it. */
  long argument(int index);

  /** Whether the thread still waits in this very call; ask after reading from its memory. */
  boolean stillValid();

  /**
   * Gives the caller a copy of a descriptor of this process's, still to be answered with its
   * number.
   *
   * @param closeOnExecute whether the caller's copy is closed by execve(2)
   * @return the descriptor's number on the other side, or a negated errno
   */
  int giveDescriptor(int fd, boolean closeOnExecute);

  /**
   * As {@link #giveDescriptor}, and answers the call with its number at once (Linux 5.14): the
   * caller is woken once instead of twice, but runs while this process still has the file open, and
   * cannot execute one that is open for writing.
   */
  int answerWithDescriptor(int fd, boolean closeOnExecute);

  /**
   * Takes the call away from the one who asks for calls next, to be answered by any thread.
   *
   * @throws UnsupportedOperationException where the caller can only be answered at once
   */
  Postponed postpone();

  /** A call that is answered later, once. */
  interface Postponed {
    /** Whether the thread still waits in this very call. */
    boolean stillValid();

    /** Answers with a copy of a descriptor of this process's, which stays open. */
    void giveDescriptor(int fd, boolean closeOnExecute);

    /** Answers with a value or a negated errno. */
    void respond(long result);
  }
}
