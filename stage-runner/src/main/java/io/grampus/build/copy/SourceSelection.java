package io.grampus.build.copy;

import io.grampus.build.pattern.CleanPath;
import io.grampus.build.pattern.IgnoreRules;
import io.grampus.build.pattern.WildcardPath;
import java.util.List;

/** What one word of COPY or ADD takes from its source. */
public sealed interface SourceSelection {
  /** How messages name it. */
  String word();

  /**
   * The paths that a word stands for, perhaps with Go's wildcards.
   *
   * @param word a path from the root of the source
   */
  record Matching(String word) implements SourceSelection {}

  /**
   * One entry of the source's root directory, whatever characters its name holds.
   *
   * @param word the name
   */
  record Named(String word) implements SourceSelection {}

  /**
   * What {@code --parents} takes: everything below some directories that a pattern matches, with
   * the directories that lead to it.
   *
   * @param word as written
   * @param roots the directories, perhaps with Go's wildcards
   * @param pattern matched as in .dockerignore against paths below them, parents included
   */
  record WithParents(String word, String roots, String pattern) implements SourceSelection {
    private static final String PIVOT = "/./";
    private static final String EVERYTHING = "**";

    /** Cuts a word at its pivot, {@code /./}; without one all of the path is kept. */
    static WithParents of(String word) {
      int pivot = word.indexOf(PIVOT);
      String roots = pivot < 0 ? "/" : word.substring(0, pivot);
      String kept = pivot < 0 ? word : word.substring(pivot + PIVOT.length());
      String pattern = CleanPath.of("/" + kept).substring(1);
      return new WithParents(word, roots, pattern.isEmpty() ? EVERYTHING : pattern);
    }

    /** What a walk below the roots takes. */
    IgnoreRules included() {
      return IgnoreRules.of(List.of(pattern));
    }

    /** Whether a file must be there: without wildcards a word that names nothing is an error. */
    boolean isRequired() {
      return !WildcardPath.holdsWildcard(roots) && !WildcardPath.holdsWildcard(pattern);
    }

    /** The path of the file that must be there. */
    String required() {
      return roots + "/" + pattern;
    }
  }

  /** The selections of plain words. */
  static List<SourceSelection> matching(List<String> words) {
    return words.stream().<SourceSelection>map(Matching::new).toList();
  }

  /** The selections of words under {@code --parents}. */
  static List<SourceSelection> withParents(List<String> words) {
    return words.stream().<SourceSelection>map(WithParents::of).toList();
  }

  /** The selections of files by name. */
  static List<SourceSelection> named(List<String> names) {
    return names.stream().<SourceSelection>map(Named::new).toList();
  }
}
