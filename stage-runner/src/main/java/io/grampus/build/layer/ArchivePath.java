package io.grampus.build.layer;

import io.grampus.os.ByteString;

/** Turns the paths that archives hold into paths that cannot leave the place they belong to. */
public final class ArchivePath {
  private static final ByteString DOT = ByteString.of(".");
  private static final ByteString DOT_DOT = ByteString.of("..");

  private ArchivePath() {}

  /**
   * The path without empty components and dots, by its text alone; an absolute one starts at the
   * root of the archive, as tar itself has it.
   *
   * @return the clean path, empty for the root
   * @throws TarFormatException for a path that goes above the root, or with a NUL
   */
  public static ByteString clean(ByteString path) throws TarFormatException {
    return clean(path, false);
  }

  /**
   * As {@link #clean(ByteString)}, but {@code ..} of the root is the root, as those have it who
   * unpack layers.
   *
   * @throws TarFormatException for a path with a NUL
   */
  public static ByteString clamped(ByteString path) throws TarFormatException {
    return clean(path, true);
  }

  private static ByteString clean(ByteString path, boolean clamp) throws TarFormatException {
    ByteString clean = ByteString.EMPTY;
    int start = 0;
    while (start <= path.length()) {
      int slash = path.indexOf('/', start);
      int end = slash < 0 ? path.length() : slash;
      ByteString component = path.substring(start, end);
      if (component.indexOf(0, 0) >= 0
          || (!clamp && component.equals(DOT_DOT) && clean.isEmpty())) {
        throw new TarFormatException("has an entry that leads out of it: " + path);
      }
      if (component.equals(DOT_DOT)) {
        clean = clean.substring(0, Math.max(clean.lastIndexOf('/'), 0));
      } else if (!component.isEmpty() && !component.equals(DOT)) {
        clean = clean.child(component);
      }
      start = end + 1;
    }
    return clean;
  }
}
