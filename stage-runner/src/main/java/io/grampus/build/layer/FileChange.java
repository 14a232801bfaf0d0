package io.grampus.build.layer;

import io.grampus.os.ByteString;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How one path differs between two trees.
 *
 * @param path the clean path
 * @param before what was there, or null
 * @param after what is there, or null; not both are null
 * @param aspects in what they differ, where both are there; in the order of the enumeration
 */
public record FileChange(
    ByteString path, @Nullable TreeFile before, @Nullable TreeFile after, Set<Aspect> aspects) {

  /** Something in which two files can differ. */
  public enum Aspect {
    TYPE("type"),
    CONTENT("content"),
    TARGET("target"),
    DEVICE("device"),
    MODE("mode"),
    OWNER("owner"),
    XATTRS("xattrs"),
    LINKS("links"),
    TIME("time");

    private final String word;

    Aspect(String word) {
      this.word = word;
    }

    /** The word for people and programs. */
    public String word() {
      return word;
    }
  }

  /** The letter that {@code docker diff} has for it. */
  public enum Kind {
    ADDED('A'),
    CHANGED('C'),
    DELETED('D');

    private final char letter;

    Kind(char letter) {
      this.letter = letter;
    }

    /** A, C or D. */
    public char letter() {
      return letter;
    }
  }

  /** Copies the set. */
  public FileChange {
    if (before == null && after == null) {
      throw new IllegalArgumentException("nothing has changed at " + path);
    }
    EnumSet<Aspect> ordered = EnumSet.noneOf(Aspect.class);
    ordered.addAll(aspects);
    aspects = Collections.unmodifiableSet(ordered);
  }

  /** The same without one aspect. */
  public FileChange without(Aspect aspect) {
    Set<Aspect> others = new HashSet<>(aspects);
    others.remove(aspect);
    return new FileChange(path, before, after, others);
  }

  /** Whether the path is new, gone or another. */
  public Kind kind() {
    if (before == null) {
      return Kind.ADDED;
    }
    return after == null ? Kind.DELETED : Kind.CHANGED;
  }

  /** What is there now, or what was there. */
  public TreeFile present() {
    TreeFile now = after == null ? before : after;
    if (now == null) {
      throw new IllegalStateException(); // refused by the constructor
    }
    return now;
  }
}
