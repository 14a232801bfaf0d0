package io.grampus.os;

/** A process's end as wait4(2) reports it, undecoded until asked. */
public record WaitStatus(int status) {
  /** Whether the process was ended by a signal. */
  public boolean signaled() {
    return (status & 0x7f) != 0;
  }

  /** The signal that ended it; only when {@link #signaled()}. */
  public int signal() {
    return status & 0x7f;
  }

  /** The exit status, 0 to 255; only when not {@link #signaled()}. */
  public int exitCode() {
    return (status >> 8) & 0xff;
  }
}
