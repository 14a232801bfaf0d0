package io.grampus.os;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A failure that the user can act on: what happened, a stable code to look it up by, and a remedy.
 *
 * <p>Raised where the policy is known, never where a system call returns: an {@link ErrnoException}
 * says what the kernel refused, the subclasses of this type say what that means for the build. One
 * reporter at the edge of the program prints message, place, hint and code.
 */
public class GrampusException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String code;
  private final @Nullable String hint;

  /**
   * Creates a failure without a lower-level cause.
   *
   * @param code stable, kebab-case, for example {@code "base-image-not-found"}
   * @param message one sentence without a trailing newline: what failed, and on what
   * @param hint what the user can do about it, or null where nothing is known
   */
  public GrampusException(String code, String message, @Nullable String hint) {
    this(code, message, hint, null);
  }

  /** As above, with the failure that caused this one. */
  public GrampusException(
      String code, String message, @Nullable String hint, @Nullable Throwable cause) {
    super(message, cause);
    this.code = Objects.requireNonNull(code);
    this.hint = hint;
  }

  /** The stable code, in kebab-case. */
  public String code() {
    return code;
  }

  /** What the user can do about it, or null. */
  public @Nullable String hint() {
    return hint;
  }
}
