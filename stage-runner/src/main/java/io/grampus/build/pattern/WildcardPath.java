package io.grampus.build.pattern;

import java.util.ArrayList;
import java.util.List;

/**
 * A source path of {@code COPY}, cut before the first part that holds a wildcard.
 *
 * @param directory the parts before, cleaned, backslashes as written; {@code "."} for none
 * @param pattern the rest, to be matched with {@link GoPattern} against paths below the directory;
 *     empty where the path holds no wildcard
 */
public record WildcardPath(String directory, String pattern) {
  /** Cuts a path. */
  public static WildcardPath of(String path) {
    String cleaned = CleanPath.of(path);
    List<String> before = new ArrayList<>();
    List<String> after = new ArrayList<>();
    for (String part : cleaned.split("/", -1)) {
      (after.isEmpty() && !holdsWildcard(part) ? before : after).add(part);
    }
    String directory = String.join("/", before);
    boolean root = directory.isEmpty() && cleaned.startsWith("/");
    return new WildcardPath(root ? "/" : CleanPath.of(directory), String.join("/", after));
  }

  /** Whether {@code *}, {@code ?} or {@code [} stands in it without a backslash before. */
  public static boolean holdsWildcard(String path) {
    for (int index = 0; index < path.length(); index++) {
      switch (path.charAt(index)) {
        case '*', '?', '[' -> {
          return true;
        }
        case '\\' -> index++;
        default -> {}
      }
    }
    return false;
  }
}
