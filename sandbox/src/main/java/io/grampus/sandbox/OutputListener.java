package io.grampus.sandbox;

/** Takes what a command writes, as it comes; called from two threads, one a stream. */
public interface OutputListener {
  /** Which of a command's two output streams. */
  enum Stream {
    STDOUT,
    STDERR
  }

  /** A chunk as it was read; the array is the listener's to keep. */
  void output(Stream stream, byte[] chunk);
}
