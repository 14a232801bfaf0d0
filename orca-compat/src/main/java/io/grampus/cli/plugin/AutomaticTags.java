package io.grampus.cli.plugin;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The tags that an image gets by the commit it is made of: {@code latest} on the default branch,
 * and 1, 1.2 and 1.2.3 for the git tag v1.2.3.
 */
public final class AutomaticTags {
  private static final String BRANCH = "refs/heads/";
  private static final String TAG = "refs/tags/";

  /** Semantic Versioning 2.0.0, the parts after the numbers in one group. */
  private static final Pattern VERSION =
      Pattern.compile(
          "v?(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.(0|[1-9]\\d*)((?:-[0-9A-Za-z.-]+)?(?:\\+[0-9A-Za-z.-]+)?)");

  private AutomaticTags() {}

  /**
   * The tags, or none where the commit is on another branch, or somebody's proposal (a pull or
   * merge request), and no image is wanted.
   *
   * @param ref the commit's git ref, for example {@code refs/tags/v1.2.3}
   * @param defaultBranch the repository's default branch; empty where it is not known
   * @param suffix what is added to each tag after a hyphen, and stands for {@code latest}; may be
   *     empty
   */
  public static List<String> of(String ref, String defaultBranch, String suffix) {
    List<String> tags = new ArrayList<>();
    for (String tag : of(ref, defaultBranch)) {
      boolean latest = tag.equals("latest");
      tags.add(suffix.isEmpty() ? tag : latest ? suffix : tag + "-" + suffix);
    }
    return List.copyOf(tags);
  }

  private static List<String> of(String ref, String defaultBranch) {
    boolean wanted =
        ref.isEmpty()
            || ref.startsWith(TAG)
            || (defaultBranch.isEmpty()
                ? ref.startsWith(BRANCH)
                : ref.equals(BRANCH + defaultBranch));
    if (!wanted) {
      return List.of();
    }
    Matcher version = VERSION.matcher(ref.startsWith(TAG) ? ref.substring(TAG.length()) : "");
    if (!version.matches()) {
      return List.of("latest");
    }
    String minor = version.group(1) + "." + version.group(2);
    String patch = minor + "." + version.group(3);
    String rest = version.group(4);
    if (!rest.isEmpty()) {
      // a tag cannot hold the plus sign of build metadata: distribution specification, "Pulling
      // manifests"
      return List.of((patch + rest).replace('+', '_'));
    }
    return version.group(1).equals("0")
        ? List.of(minor, patch)
        : List.of(version.group(1), minor, patch);
  }
}
