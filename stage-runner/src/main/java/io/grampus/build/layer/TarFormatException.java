package io.grampus.build.layer;

import java.io.IOException;

/** A stream that is no tar archive, is cut off, or uses what this reader refuses. */
public final class TarFormatException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Says what is wrong, as half a sentence without the archive's name. */
  public TarFormatException(String message) {
    super(message);
  }
}
