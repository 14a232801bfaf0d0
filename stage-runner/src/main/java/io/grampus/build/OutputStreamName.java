package io.grampus.build;

/** Which of its two output streams a command wrote to. */
public enum OutputStreamName {
  /** File descriptor 1. */
  STDOUT,
  /** File descriptor 2. */
  STDERR
}
