package io.grampus.build.copy;

import io.grampus.build.pattern.IgnoreRules;
import io.grampus.build.pattern.IgnoreVerdict;
import io.grampus.os.ByteString;

/**
 * What a walk through a source leaves out: by .dockerignore, by the path from the source's root,
 * and by --exclude, by the path below the directory that is copied.
 */
final class Filter {
  /**
   * Where a walk is, and what was found for it.
   *
   * @param path from the source's root
   * @param below from the directory that is copied
   */
  record Place(ByteString path, ByteString below, IgnoreVerdict ignored, IgnoreVerdict excluded) {
    /** Whether the file itself is left out. */
    boolean isLeftOut() {
      return ignored.matched() || excluded.matched();
    }
  }

  private final IgnoreRules ignore;
  private final IgnoreRules exclude;

  Filter(IgnoreRules ignore, IgnoreRules exclude) {
    this.ignore = ignore;
    this.exclude = exclude;
  }

  /** The directory that is copied. */
  Place start(ByteString path) {
    IgnoreVerdict verdict = ignore.root();
    int slash = 0;
    while (slash >= 0 && !path.isEmpty()) {
      slash = path.indexOf('/', slash + 1);
      ByteString leading = slash < 0 ? path : path.substring(0, slash);
      verdict = ignore.judge(leading.toByteArray(), verdict);
    }
    return new Place(path, ByteString.EMPTY, verdict, exclude.root());
  }

  /** A name in a directory. */
  Place child(Place parent, ByteString name) {
    ByteString path = parent.path().child(name);
    ByteString below = parent.below().child(name);
    return new Place(
        path,
        below,
        ignore.judge(path.toByteArray(), parent.ignored()),
        exclude.judge(below.toByteArray(), parent.excluded()));
  }

  /** Whether nothing below a directory can be copied. */
  boolean canPrune(Place place) {
    return ignore.canPrune(place.path().toByteArray(), place.ignored())
        || exclude.canPrune(place.below().toByteArray(), place.excluded());
  }
}
