package io.grampus.build.copy;

import io.grampus.build.layer.Resolution;
import io.grampus.build.layer.UnionDirectory;
import io.grampus.build.layer.UnionEntry;
import io.grampus.build.pattern.CleanPath;
import io.grampus.build.pattern.GoPattern;
import io.grampus.build.pattern.IgnoreVerdict;
import io.grampus.build.pattern.WildcardPath;
import io.grampus.os.ByteString;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Turns the source words of COPY into the paths that they stand for. */
final class SourceFinder {
  private final CopySource source;

  SourceFinder(CopySource source) {
    this.source = source;
  }

  /**
   * The paths a word stands for, in the order of their bytes; none where it holds wildcards and
   * nothing matches.
   *
   * @throws CopyException {@code copy-source-missing} for a word without wildcards that names
   *     nothing
   */
  List<ByteString> find(String word) throws IOException {
    WildcardPath path = WildcardPath.of("/" + word);
    if (path.pattern().isEmpty()) {
      // Without a wildcard a backslash is a character like any other.
      requireExisting(word);
      return List.of(relative(CleanPath.of("/" + word)));
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
      if (isIgnored(found)) {
        throw CopyException.sourceMissing(
            "/" + path, source.description(), "it is left out by .dockerignore");
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

  private boolean isIgnored(Resolution found) {
    boolean root = found.path().isEmpty(); // a pattern such as * means what is in it
    if (root || !source.ignored().matches(found.path().toByteArray())) {
      return false;
    }
    boolean mayHoldMore =
        found instanceof Resolution.Directory
            && !source
                .ignored()
                .canPrune(
                    found.path().toByteArray(),
                    new IgnoreVerdict(true, source.ignored().root().hits()));
    return !mayHoldMore;
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
      boolean ignored = source.ignored().matches(whole.toByteArray());
      if (pattern.matches(relative.toByteArray())) {
        if (!ignored) {
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
