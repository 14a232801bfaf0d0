package io.grampus.build.dockerfile;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a build adds to the Dockerfile before its stages can be known.
 *
 * @param buildArguments what the user passed with {@code --build-arg}
 * @param platformArguments the predefined {@code BUILDPLATFORM}, {@code TARGETPLATFORM}, … with
 *     their values
 * @param target name, in any case, or index of the stage to build; null for the last one
 * @param namedContexts names of the build contexts the user passed besides the main one; a stage of
 *     that name is replaced by it
 */
public record GraphInputs(
    Map<String, String> buildArguments,
    Map<String, String> platformArguments,
    @Nullable String target,
    Set<String> namedContexts) {
  /** Takes copies. */
  public GraphInputs {
    buildArguments = Map.copyOf(buildArguments);
    platformArguments = Map.copyOf(platformArguments);
    namedContexts = Set.copyOf(namedContexts);
  }

  /** A build without any of it. */
  public static GraphInputs none() {
    return new GraphInputs(Map.of(), Map.of(), null, Set.of());
  }
}
