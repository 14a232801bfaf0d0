package io.grampus.sandbox;

/** How a command in a sandbox ended. */
public sealed interface ExitStatus {
  /** It exited by itself, with a status from 0 to 255. */
  record Exited(int code) implements ExitStatus {}

  /** A signal ended it; numbers as in signal(7). */
  record Signaled(int signal) implements ExitStatus {}

  /** Whether it exited with status 0. */
  default boolean success() {
    return this instanceof Exited exited && exited.code() == 0;
  }

  /** The status a shell would show: the exit status, or 128 plus the signal's number. */
  default int shellCode() {
    return this instanceof Exited exited ? exited.code() : 128 + ((Signaled) this).signal();
  }
}
