package io.grampus.build;

import io.grampus.build.tool.PullPolicy;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One command to run in an image, in the foreground and without keeping what it changes.
 *
 * @param image the image's name or id, as written
 * @param command replaces the image's CMD; empty for the image's own
 * @param entrypoint replaces the image's ENTRYPOINT; null for the image's own, empty for none
 * @param environment added to the image's, in the order given
 * @param workingDirectory replaces the image's; null for the image's own
 * @param user replaces the image's, in any form USER takes; null for the image's own
 * @param interactive whether the command reads the caller's standard input; it has none otherwise
 * @param pull when the registry is asked for the image
 */
public record RunRequest(
    String image,
    List<String> command,
    @Nullable List<String> entrypoint,
    Map<String, String> environment,
    @Nullable String workingDirectory,
    @Nullable String user,
    boolean interactive,
    PullPolicy pull) {

  /** Copies the collections, keeping their order. */
  public RunRequest {
    command = List.copyOf(command);
    entrypoint = entrypoint == null ? null : List.copyOf(entrypoint);
    environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
  }
}
