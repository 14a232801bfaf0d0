package io.grampus.build.image;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A {@link ContainerConfig} in the making, so that one field can change without naming them all.
 */
final class ContainerConfigDraft {
  @Nullable String user;
  Map<String, JsonNode> exposedPorts = new TreeMap<>();
  List<String> env = List.of();
  @Nullable List<String> entrypoint;
  @Nullable List<String> cmd;
  Map<String, JsonNode> volumes = new TreeMap<>();
  @Nullable String workingDir;
  Map<String, String> labels = new TreeMap<>();
  @Nullable String stopSignal;
  boolean argsEscaped;
  @Nullable Healthcheck healthcheck;
  List<String> onBuild = List.of();
  @Nullable List<String> shell;
  Map<String, JsonNode> unknownFields = Map.of();

  static ContainerConfigDraft from(ContainerConfig config) {
    ContainerConfigDraft draft = new ContainerConfigDraft();
    draft.user = config.user();
    draft.exposedPorts.putAll(config.exposedPorts());
    draft.env = config.env();
    draft.entrypoint = config.entrypoint();
    draft.cmd = config.cmd();
    draft.volumes.putAll(config.volumes());
    draft.workingDir = config.workingDir();
    draft.labels.putAll(config.labels());
    draft.stopSignal = config.stopSignal();
    draft.argsEscaped = config.argsEscaped();
    draft.healthcheck = config.healthcheck();
    draft.onBuild = config.onBuild();
    draft.shell = config.shell();
    draft.unknownFields = config.unknownFields();
    return draft;
  }

  ContainerConfig toConfig() {
    return new ContainerConfig(
        user,
        exposedPorts,
        env,
        entrypoint,
        cmd,
        volumes,
        workingDir,
        labels,
        stopSignal,
        argsEscaped,
        healthcheck,
        onBuild,
        shell,
        unknownFields);
  }
}
