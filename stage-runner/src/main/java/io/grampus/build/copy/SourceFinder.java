package io.grampus.build.copy;

import io.grampus.build.layer.Resolution;
import io.grampus.build.layer.UnionDirectory;
import io.grampus.build.layer.UnionEntry;
import io.grampus.build.pattern.CleanPath;
import io.grampus.build.pattern.GoPattern;
import io.grampus.build.pattern.IgnoreRules;
import io.grampus.build.pattern.WildcardPath;
import io.grampus.os.ByteString;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Turns the source words of COPY into the paths that they stand for. */
final class SourceFinder {
  private final CopySource source;
  private final IgnoreRules exclude;

  SourceFinder(CopySource source, IgnoreRules exclude) {
    this.source = source;
    this.exclude = exclude;
  }

  /**
   * The paths of what is selected, in the order of their bytes; none where a word holds wildcards
   * and nothing matches.
   *
   * @throws CopyException {@code copy-source-missing} for a word without wildcards that names
   *     nothing, and for one whose directories in front of the first wildcard are not there
   */
  List<ByteString> find(SourceSelection selection) throws IOException {
    if (selection instanceof SourceSelection.Named named) {
      return List.of(ByteString.of(named.word()));
    }
    if (selection instanceof SourceSelection.WithParents parents) {
      if (parents.isRequired()) {
        requireExisting(parents.required());
      }
      return find(parents.roots());
    }
    return find(selection.word());
  }

  private List<ByteString> find(String word) throws IOException {
    WildcardPath path = WildcardPath.of("/" + word);
    if (path.pattern().isEmpty()) {
      // Without a wildcard a backslash is a character like any other.
      requireExisting(word);
      return List.of(relative(CleanPath.of("/" + word)));
    }
    if (!path.directory().equals("/")) {
      requireExisting(path.directory());
    }
    List<ByteString> found = new ArrayList<>();
    try (Resolution base = source.view().resolve(relative(path.directory()), true)) {
      if (base instanceof Resolution.Directory directory) {
        collect(
            directory.directory(),
            directory.path(),
            ByteString.EMPTY,
            GoPattern.of(path.pattern()),
            depth(path.pattern()),
            found);
      }
    }
    return found;
  }

  /**
   * The path of what a word without wildcards names, links followed.
   *
   * @throws CopyException {@code copy-source-missing}
   */
  ByteString follow(String word) throws IOException {
    requireExisting(word);
    try (Resolution found = source.view().resolve(relative(CleanPath.of("/" + word)), true)) {
      return found.path();
    }
  }

  private static ByteString relative(String absolute) {
    return ByteString.of(absolute.substring(1));
  }

  private static int depth(String pattern) {
    return (int) pattern.chars().filter(character -> character == '/').count() + 1;
  }

  private void requireExisting(String word) throws IOException {
    ByteString path = relative(CleanPath.of("/" + word));
    try (Resolution found = source.view().resolve(path, true)) {
      if (found instanceof Resolution.Missing) {
        throw CopyException.sourceMissing(
            "/" + path, source.description(), hintForMissing(word, path));
      }
      if (isIgnoredLink(path) || isIgnored(found)) {
        throw CopyException.sourceMissing(
            "/" + path, source.description(), "it is left out by .dockerignore");
      }
    }
  }

  /** A link that a wildcard finds must lead to something that is not left out. */
  private void requireTarget(ByteString link) throws IOException {
    try (Resolution found = source.view().resolve(link, true)) {
      if (!(found instanceof Resolution.Missing) && isIgnored(found)) {
        throw CopyException.sourceMissing(
            "/" + link, source.description(), "what it leads to is left out by .dockerignore");
      }
    }
  }

  private String hintForMissing(String word, ByteString path) throws IOException {
    try (Resolution unfollowed = source.view().resolve(path, false)) {
      if (!(unfollowed instanceof Resolution.Missing)) {
        return "it is a link to something that is not in "
            + source.description()
            + "; links are followed inside it only";
      }
    }
    return word.contains("..")
        ? "a source cannot lie outside of " + source.description()
        : "check the name; it is taken from the root of " + source.description();
  }

  private boolean isIgnored(Resolution found) throws IOException {
    boolean root = found.path().isEmpty(); // a pattern such as * means what is in it
    return !root
        && source.ignored().matches(found.path().toByteArray())
        && !(found instanceof Resolution.Directory directory
            && holdsAnything(directory.directory(), found.path()));
  }

  private boolean isIgnored(UnionDirectory directory, UnionEntry entry, ByteString path)
      throws IOException {
    if (!source.ignored().matches(path.toByteArray())) {
      return false;
    }
    if (!entry.status().isDirectory()) {
      return true;
    }
    try (UnionDirectory below = directory.open(entry)) {
      return !holdsAnything(below, path);
    }
  }

  /** A directory that is left out is there all the same if something below it is not. */
  private boolean holdsAnything(UnionDirectory directory, ByteString path) throws IOException {
    Filter filter = Filter.ofIgnored(source);
    return holdsAnything(directory, filter, filter.start(path));
  }

  private static boolean holdsAnything(UnionDirectory directory, Filter filter, Filter.Place place)
      throws IOException {
    if (filter.canPrune(place)) {
      return false;
    }
    for (UnionEntry entry : directory.list()) {
      Filter.Place child = filter.child(place, entry.name());
      if (!child.isLeftOut()) {
        return true;
      }
      if (entry.status().isDirectory()) {
        try (UnionDirectory below = directory.open(entry)) {
          if (holdsAnything(below, filter, child)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /** A link that is left out itself leads nowhere. */
  private boolean isIgnoredLink(ByteString path) throws IOException {
    try (Resolution unfollowed = source.view().resolve(path, false)) {
      return unfollowed instanceof Resolution.File file
          && file.entry().status().isSymlink()
          && source.ignored().matches(path.toByteArray());
    }
  }

  /** A file that a wildcard found is excluded by its name; a directory by what is below it. */
  private boolean isExcluded(UnionEntry entry) {
    return !entry.status().isDirectory() && exclude.matches(entry.name().toByteArray());
  }

  /** Depth-limited, since a pattern's parts match exactly as many directories. */
  private void collect(
      UnionDirectory directory,
      ByteString path,
      ByteString below,
      GoPattern pattern,
      int depth,
      List<ByteString> found)
      throws IOException {
    for (UnionEntry entry : directory.list()) {
      ByteString relative = below.child(entry.name());
      ByteString whole = path.child(entry.name());
      if (pattern.matches(relative.toByteArray())) {
        if (!isExcluded(entry) && !isIgnored(directory, entry, whole)) {
          if (entry.status().isSymlink()) {
            requireTarget(whole);
          }
          found.add(whole);
        }
      } else if (depth > 1 && entry.status().isDirectory()) {
        try (UnionDirectory child = directory.open(entry)) {
          collect(child, whole, relative, pattern, depth - 1, found);
        }
      }
    }
  }
}
