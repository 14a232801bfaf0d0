package io.grampus.build.check;

import java.util.List;
import java.util.Map;

/**
 * What a base image brings along that rules ask for.
 *
 * @param environment its variables
 * @param shell its SHELL; empty for none
 * @param platform of the image, as {@code linux/amd64}
 */
public record BaseFacts(Map<String, String> environment, List<String> shell, String platform) {
  /** Takes copies. */
  public BaseFacts {
    environment = Map.copyOf(environment);
    shell = List.copyOf(shell);
  }
}
