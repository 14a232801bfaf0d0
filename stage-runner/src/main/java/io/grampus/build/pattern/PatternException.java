package io.grampus.build.pattern;

import io.grampus.os.GrampusException;

/** A file name pattern is malformed. */
public final class PatternException extends GrampusException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates a failure.
   *
   * @param message names the pattern
   * @param hint how to write it instead
   */
  public PatternException(String message, String hint) {
    super("bad-pattern", message, hint);
  }

  private PatternException(String message, PatternException cause) {
    super("bad-pattern", message, cause.hint(), cause);
  }

  /** The same, in a line of a file. */
  PatternException at(int line) {
    return new PatternException("line " + line + ": " + getMessage(), this);
  }

  /** The same, in a file. */
  public PatternException in(String file) {
    return new PatternException(file + ", " + getMessage(), this);
  }
}
