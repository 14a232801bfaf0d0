package io.grampus.build.text;

import io.grampus.os.Errno;
import io.grampus.os.ErrnoException;
import io.grampus.os.GrampusException;
import java.util.Optional;

/** A path that nothing can ever be found by, which the user can write in another way. */
public final class ImpossiblePath {
  private static final int LONGEST = 80;

  private ImpossiblePath() {}

  /**
   * What to tell of a failure that is the path's own fault; nothing for another one.
   *
   * @param doing what failed, with what stands behind it; may be empty
   * @return an error with the code {@code path-impossible}
   */
  public static Optional<GrampusException> of(String doing, Throwable failure) {
    return failure instanceof ErrnoException call
        ? hint(call.errno()).map(hint -> error(doing, call, hint))
        : Optional.empty();
  }

  private static GrampusException error(String doing, ErrnoException call, String hint) {
    String path = call.arguments().replaceFirst("^/+", "/");
    String shown = path.length() > LONGEST ? path.substring(0, LONGEST) + "…" : path;
    return new GrampusException(
        "path-impossible",
        doing + "nothing can be at " + shown + ": " + Errno.description(call.errno()),
        hint,
        call);
  }

  private static Optional<String> hint(int errno) {
    return switch (errno) {
      case Errno.ENOTDIR ->
          Optional.of("write another path, or remove the file that stands where a directory must");
      case Errno.ELOOP ->
          Optional.of("write another path, or remove the symbolic link that leads to itself");
      case Errno.ENAMETOOLONG ->
          Optional.of("write a shorter one: a name can have 255 bytes, a path 4095");
      default -> Optional.empty();
    };
  }
}
