package io.grampus.cli;

import io.grampus.os.GrampusException;
import org.jspecify.annotations.Nullable;

/** A command line that makes no sense. */
final class UsageException extends GrampusException {
  private static final long serialVersionUID = 1L;

  UsageException(String message, @Nullable String hint) {
    super("usage", message, hint);
  }
}
