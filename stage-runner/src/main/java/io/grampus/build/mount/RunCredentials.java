package io.grampus.build.mount;

import java.nio.file.Path;
import java.util.Map;

/**
 * What whoever starts a build entrusts to its commands.
 *
 * @param secrets by their ids
 * @param agents sockets of SSH agents by their ids
 */
public record RunCredentials(Map<String, Secret> secrets, Map<String, Path> agents) {
  /** Nothing. */
  public static final RunCredentials NONE = new RunCredentials(Map.of(), Map.of());

  /** Copies the maps. */
  public RunCredentials {
    secrets = Map.copyOf(secrets);
    agents = Map.copyOf(agents);
  }
}
