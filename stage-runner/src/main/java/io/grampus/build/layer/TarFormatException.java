package io.grampus.build.layer;

import java.io.IOException;

/** A stream that is no tar archive, is cut off, or uses what this reader refuses. */
public final class TarFormatException extends IOException {
  private static final long serialVersionUID = 1L;

  private final boolean isUnsupported;

  /** Says what is wrong, as half a sentence without the archive's name. */
  public TarFormatException(String message) {
    this(message, false);
  }

  private TarFormatException(String message, boolean isUnsupported) {
    super(message);
    this.isUnsupported = isUnsupported;
  }

  /** Says what a sound archive has that this reader does not know. */
  static TarFormatException unsupported(String message) {
    return new TarFormatException(message, true);
  }

  /** Whether the stream is a tar archive all the same. */
  public boolean isUnsupported() {
    return isUnsupported;
  }
}
