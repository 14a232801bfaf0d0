package io.grampus.build.pattern;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Which paths are left out: patterns in order, of which the last that matches decides; one with
 * {@code !} in front brings back. A pattern that matches a directory matches all below it.
 *
 * <p>Two questions, two answers, as moby's patternmatcher has them: {@link #matches} judges a path
 * by itself; {@link #judge} is for walks from the root down and is told what was found for the
 * parent. Immutable.
 */
public final class IgnoreRules {
  private final List<IgnorePattern> patterns;

  private IgnoreRules(List<IgnorePattern> patterns) {
    this.patterns = List.copyOf(patterns);
  }

  /**
   * Reads the content of a {@code .dockerignore} file: a pattern per line, lines that start with
   * {@code #} are comments, a leading slash means nothing.
   *
   * @throws PatternException if a pattern is malformed, with its line
   */
  public static IgnoreRules parse(byte[] file) {
    String text = ByteText.decode(file);
    List<IgnorePattern> patterns = new ArrayList<>();
    int number = 0;
    for (String line : (text.startsWith("\uFEFF") ? text.substring(1) : text).split("\n", -1)) {
      number++;
      String pattern = line.strip();
      if (!line.startsWith("#") && !pattern.isEmpty()) {
        patterns.addAll(read(withoutLeadingSlash(pattern), number).patterns);
      }
    }
    return new IgnoreRules(patterns);
  }

  private static IgnoreRules read(String pattern, int line) {
    try {
      return of(List.of(pattern));
    } catch (PatternException e) {
      throw e.at(line);
    }
  }

  private static String withoutLeadingSlash(String line) {
    boolean negated = line.startsWith("!");
    String pattern = (negated ? line.substring(1) : line).strip();
    if (!pattern.isEmpty()) {
      pattern = CleanPath.of(pattern);
      pattern = pattern.length() > 1 && pattern.startsWith("/") ? pattern.substring(1) : pattern;
    }
    return negated ? "!" + pattern : pattern;
  }

  /**
   * Rules from patterns, such as those of {@code --exclude}; blank ones are skipped.
   *
   * @throws PatternException if one is malformed
   */
  public static IgnoreRules of(List<String> patterns) {
    List<IgnorePattern> read = new ArrayList<>();
    for (String pattern : patterns) {
      if (pattern.isBlank()) {
        continue;
      }
      String cleaned = CleanPath.of(pattern.strip());
      boolean negated = cleaned.startsWith("!");
      if (cleaned.equals("!")) {
        throw new PatternException(
            "illegal exclusion pattern: \"!\"", "write the pattern to bring back behind the !");
      }
      read.add(IgnorePattern.of(negated ? cleaned.substring(1) : cleaned, negated));
    }
    return new IgnoreRules(read);
  }

  /** Rules that leave nothing out. */
  public static IgnoreRules none() {
    return new IgnoreRules(List.of());
  }

  /** Whether there is no rule. */
  public boolean isEmpty() {
    return patterns.isEmpty();
  }

  /** Whether a pattern brings back what another one leaves out. */
  public boolean bringsBack() {
    return patterns.stream().anyMatch(IgnorePattern::isNegated);
  }

  /** What is known of the root of a walk: nothing is left out. */
  public IgnoreVerdict root() {
    return new IgnoreVerdict(false, new BitSet());
  }

  /**
   * Judges an entry during a walk.
   *
   * @param path from the root of the walk, parts separated by single slashes
   * @param parent what was found for the directory that holds it
   */
  public IgnoreVerdict judge(byte[] path, IgnoreVerdict parent) {
    if (patterns.isEmpty()) {
      return parent;
    }
    int[] characters = ByteText.characters(path);
    BitSet hits = new BitSet();
    boolean matched = false;
    for (int index = 0; index < patterns.size(); index++) {
      IgnorePattern pattern = patterns.get(index);
      boolean hit =
          parent.hit(index) || (pattern.isNegated() == matched && pattern.matches(characters));
      if (hit) {
        hits.set(index);
        matched = !pattern.isNegated();
      }
    }
    return new IgnoreVerdict(matched, hits);
  }

  /**
   * Whether a walk may skip all below a directory: it is left out and nothing below can be brought
   * back.
   *
   * @param verdict what {@link #judge} found for it
   */
  public boolean canPrune(byte[] directory, IgnoreVerdict verdict) {
    return verdict.matched() && !canMatchBelow(directory, true);
  }

  /** Whether a pattern without {@code !} may match something below a directory. */
  public boolean canMatchBelow(byte[] directory) {
    return canMatchBelow(directory, false);
  }

  private boolean canMatchBelow(byte[] directory, boolean negated) {
    String below = ByteText.decode(directory) + "/";
    int[] characters = below.codePoints().toArray();
    return patterns.stream()
        .anyMatch(pattern -> pattern.isNegated() == negated && pattern.canMatchBelow(characters));
  }

  /**
   * Judges a path by itself, its parents included.
   *
   * @param path as for {@link #judge}
   */
  public boolean matches(byte[] path) {
    List<int[]> candidates = withParents(ByteText.decode(path));
    boolean matched = false;
    for (IgnorePattern pattern : patterns) {
      if (pattern.isNegated() == matched && candidates.stream().anyMatch(pattern::matches)) {
        matched = !pattern.isNegated();
      }
    }
    return matched;
  }

  private static List<int[]> withParents(String path) {
    List<int[]> candidates = new ArrayList<>();
    candidates.add(path.codePoints().toArray());
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      candidates.add(path.substring(0, slash).codePoints().toArray());
    }
    return candidates;
  }
}
