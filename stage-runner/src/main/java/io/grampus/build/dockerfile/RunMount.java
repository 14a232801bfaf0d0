package io.grampus.build.dockerfile;

import org.jspecify.annotations.Nullable;

/**
 * A {@code RUN --mount}, read and checked. Target paths are as written: a relative one is below the
 * working directory and {@code "."} is that directory; whoever mounts refuses one that comes to
 * {@code "/"}.
 */
public sealed interface RunMount {
  /** The type where the flag names none. */
  String DEFAULT_TYPE = "bind";

  /**
   * Files of the build context, a stage, an image or a named context.
   *
   * @param target where they appear
   * @param source path inside what is mounted, {@code "/"} for all of it
   * @param from stage, image or context, or null for the build context
   * @param readOnly false lets the command write; what it wrote is thrown away
   */
  record Bind(String target, String source, @Nullable String from, boolean readOnly)
      implements RunMount {}

  /**
   * A directory that outlives the build.
   *
   * @param target where it appears
   * @param id names the directory; the target where the flag gives none
   * @param source path inside {@code from} that a new directory starts with
   * @param from stage, image or context that a new directory is filled from, or null for none
   * @param sharing what happens when two commands want it at once
   * @param readOnly the command may not write
   * @param access owner and mode of a new directory; defaults 0:0 and 0755
   */
  record Cache(
      String target,
      String id,
      String source,
      @Nullable String from,
      CacheSharing sharing,
      boolean readOnly,
      FileAccess access)
      implements RunMount {}

  /**
   * An empty file system in memory.
   *
   * @param target where it appears
   * @param size limit in bytes, 0 for none
   * @param readOnly the command may not write
   */
  record Tmpfs(String target, long size, boolean readOnly) implements RunMount {}

  /**
   * A secret of whoever starts the build.
   *
   * @param id names the secret
   * @param target file it appears as, or null for none (only with an environment variable)
   * @param environment variable it appears as, or null for none
   * @param required its absence is an error
   * @param access owner and mode of the file; defaults 0:0 and 0400
   */
  record Secret(
      String id,
      @Nullable String target,
      @Nullable String environment,
      boolean required,
      FileAccess access)
      implements RunMount {}

  /**
   * An SSH agent's socket.
   *
   * @param id names the agent, {@code "default"} where the flag gives none
   * @param target the socket's path, or null for the builder's choice
   * @param required its absence is an error
   * @param access owner and mode of the socket; defaults 0:0 and 0600
   */
  record Ssh(String id, @Nullable String target, boolean required, FileAccess access)
      implements RunMount {}
}
