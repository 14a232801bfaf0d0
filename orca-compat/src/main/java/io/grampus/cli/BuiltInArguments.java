package io.grampus.cli;

import io.grampus.build.RunSettings;
import java.util.List;
import java.util.Map;

/**
 * The build arguments that say how to build, whether the Dockerfile declares them or not: see
 * BuildKit's reference, "BuildKit built-in build args".
 *
 * @param given all build arguments
 */
record BuiltInArguments(Map<String, String> given) {
  private static final String INLINE_CACHE = "BUILDKIT_INLINE_CACHE";
  private static final String KEEP_GIT_DIR = "BUILDKIT_CONTEXT_KEEP_GIT_DIR";
  private static final String HOST_NAME = "BUILDKIT_SANDBOX_HOSTNAME";

  /** Whether the image shall hold what its steps were. */
  boolean wantsInlineCache() {
    return isTrue(INLINE_CACHE);
  }

  /** Whether a repository that is the context keeps its {@code .git}. */
  boolean keepsGitDir() {
    return isTrue(KEEP_GIT_DIR);
  }

  /** What the machine is called in a RUN. */
  String hostName() {
    String name = given.getOrDefault(HOST_NAME, "");
    if (!name.matches("[^\\s#]{0,64}")) {
      throw new UsageException(
          "--build-arg " + HOST_NAME + "=" + name + " is no name for a machine",
          "write at most 64 characters without blanks");
    }
    return name.isEmpty() ? RunSettings.USUAL.hostName() : name;
  }

  /** What Go's strconv.ParseBool takes for true; what is no truth value counts as none. */
  private boolean isTrue(String name) {
    return List.of("1", "t", "T", "true", "TRUE", "True").contains(given.getOrDefault(name, ""));
  }
}
