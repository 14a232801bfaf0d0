package io.grampus.build.copy;

import io.grampus.build.pattern.IgnoreRules;
import io.grampus.build.pattern.IgnoreVerdict;
import io.grampus.os.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * What a walk through a source leaves out: by .dockerignore, by the path from the source's root,
 * and by --exclude and the pattern of --parents, by the path below the directory that is copied.
 */
final class Filter {
  /**
   * Where a walk is, and what was found for it.
   *
   * @param path from the source's root
   * @param below from the directory that is copied
   * @param included null where everything is
   */
  record Place(
      ByteString path,
      ByteString below,
      IgnoreVerdict ignored,
      IgnoreVerdict excluded,
      @Nullable IgnoreVerdict included) {
    /** Whether the file itself is left out. */
    boolean isLeftOut() {
      return ignored.matched() || excluded.matched() || (included != null && !included.matched());
    }
  }

  private final IgnoreRules ignore;
  private final IgnoreRules exclude;
  private final @Nullable IgnoreRules include;

  private Filter(IgnoreRules ignore, IgnoreRules exclude, @Nullable IgnoreRules include) {
    this.ignore = ignore;
    this.exclude = exclude;
    this.include = include;
  }

  /** The filter for a selection. */
  static Filter of(CopySource source, CopyRequest request, SourceSelection selection) {
    IgnoreRules include =
        selection instanceof SourceSelection.WithParents parents ? parents.included() : null;
    return new Filter(source.ignored(), request.exclude(), include);
  }

  /** The filter that leaves out what .dockerignore does, and nothing else. */
  static Filter ofIgnored(CopySource source) {
    return new Filter(source.ignored(), IgnoreRules.none(), null);
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
    return new Place(
        path, ByteString.EMPTY, verdict, exclude.root(), include == null ? null : include.root());
  }

  /** A name in a directory. */
  Place child(Place parent, ByteString name) {
    ByteString path = parent.path().child(name);
    ByteString below = parent.below().child(name);
    return new Place(
        path,
        below,
        ignore.judge(path.toByteArray(), parent.ignored()),
        exclude.judge(below.toByteArray(), parent.excluded()),
        included(below, parent.included()));
  }

  private @Nullable IgnoreVerdict included(ByteString below, @Nullable IgnoreVerdict parent) {
    return include == null || parent == null ? null : include.judge(below.toByteArray(), parent);
  }

  /** Whether nothing below a directory can be copied. */
  boolean canPrune(Place place) {
    return ignore.canPrune(place.path().toByteArray(), place.ignored())
        || exclude.canPrune(place.below().toByteArray(), place.excluded())
        || isOutside(place);
  }

  private boolean isOutside(Place place) {
    IgnoreVerdict included = place.included();
    return include != null
        && included != null
        && !included.matched()
        && !include.canMatchBelow(place.below().toByteArray());
  }
}
