package io.grampus.build.image;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The defaults for containers of an image: the part {@code config} of the image config. Healthcheck
 * and what follows it are Docker's additions. Source: OCI image specification, config.md.
 *
 * @param env {@code NAME=value} in the order in which the names first appeared
 * @param entrypoint null where never set
 * @param cmd null where never set
 * @param shell null for the default {@code /bin/sh -c}
 */
@JsonPropertyOrder({
  "User",
  "ExposedPorts",
  "Env",
  "Entrypoint",
  "Cmd",
  "Volumes",
  "WorkingDir",
  "Labels",
  "StopSignal",
  "ArgsEscaped",
  "Healthcheck",
  "OnBuild",
  "Shell"
})
public record ContainerConfig(
    @JsonProperty("User") @Nullable String user,
    @JsonProperty("ExposedPorts") Map<String, JsonNode> exposedPorts,
    @JsonProperty("Env") List<String> env,
    @JsonProperty("Entrypoint") @Nullable List<String> entrypoint,
    @JsonProperty("Cmd") @Nullable List<String> cmd,
    @JsonProperty("Volumes") Map<String, JsonNode> volumes,
    @JsonProperty("WorkingDir") @Nullable String workingDir,
    @JsonProperty("Labels") Map<String, String> labels,
    @JsonProperty("StopSignal") @Nullable String stopSignal,
    @JsonProperty("ArgsEscaped") @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean argsEscaped,
    @JsonProperty("Healthcheck") @Nullable Healthcheck healthcheck,
    @JsonProperty("OnBuild") List<String> onBuild,
    @JsonProperty("Shell") @Nullable List<String> shell,
    @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> unknownFields) {

  /** Copies the collections. */
  public ContainerConfig {
    exposedPorts = Immutable.sorted(exposedPorts);
    env = Immutable.list(env);
    entrypoint = Immutable.nullableList(entrypoint);
    cmd = Immutable.nullableList(cmd);
    volumes = Immutable.sorted(volumes);
    labels = Immutable.sorted(labels);
    onBuild = Immutable.list(onBuild);
    shell = Immutable.nullableList(shell);
    unknownFields = Immutable.sorted(unknownFields);
    List.of(env, orEmpty(entrypoint), orEmpty(cmd), orEmpty(shell))
        .forEach(words -> words.forEach(ContainerConfig::requireNoNul));
    requireNoNul(workingDir);
  }

  private static List<String> orEmpty(@Nullable List<String> words) {
    return words == null ? List.of() : words;
  }

  /** The kernel ends words and paths at a NUL; execve(2). */
  private static void requireNoNul(@Nullable String word) {
    if (word != null && word.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("a word with a NUL character");
    }
  }

  /** A config in which nothing is set. */
  public static ContainerConfig empty() {
    return new ContainerConfigDraft().toConfig();
  }
}
