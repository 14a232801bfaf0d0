package io.grampus.sandbox;

import io.grampus.os.GrampusException;
import org.jspecify.annotations.Nullable;

/** The sandbox could not be made, or what emulates root in it failed. */
public class SandboxException extends GrampusException {
  private static final long serialVersionUID = 1L;

  /** See {@link GrampusException}. */
  public SandboxException(
      String code, String message, @Nullable String hint, @Nullable Throwable cause) {
    super(code, message, hint, cause);
  }
}
