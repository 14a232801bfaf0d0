package io.grampus.build.pattern;

import java.util.ArrayDeque;
import java.util.Deque;

/** The shortest path that means the same, by text alone, as Go's {@code path.Clean} has it. */
public final class CleanPath {
  private CleanPath() {}

  /**
   * Removes empty and {@code "."} parts, and {@code ".."} together with the part before it.
   *
   * @return never empty and without trailing slash, except {@code "/"}; {@code "."} for nothing
   */
  public static String of(String path) {
    boolean rooted = path.startsWith("/");
    Deque<String> parts = new ArrayDeque<>();
    for (String part : path.split("/", -1)) {
      if (part.equals("..")) {
        climb(parts, rooted);
      } else if (!part.isEmpty() && !part.equals(".")) {
        parts.addLast(part);
      }
    }
    String joined = (rooted ? "/" : "") + String.join("/", parts);
    return joined.isEmpty() ? "." : joined;
  }

  /** The second path if it is absolute, else the second below the first; cleaned. */
  public static String resolve(String directory, String path) {
    return of(path.startsWith("/") ? path : directory + "/" + path);
  }

  private static void climb(Deque<String> parts, boolean rooted) {
    if (!parts.isEmpty() && !parts.getLast().equals("..")) {
      parts.removeLast();
    } else if (!rooted) {
      parts.addLast("..");
    }
  }
}
