package io.grampus.build.image;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The config of an image: platform, defaults for containers, layers and history. Immutable; each
 * {@code with…} method returns a changed copy. Source: OCI image specification, config.md.
 */
@JsonPropertyOrder({
  "created",
  "author",
  "architecture",
  "variant",
  "os",
  "os.version",
  "config",
  "rootfs",
  "history"
})
public record ImageConfig(
    @Nullable Instant created,
    @Nullable String author,
    String architecture,
    @Nullable String variant,
    String os,
    @JsonProperty("os.version") @Nullable String osVersion,
    @JsonInclude(JsonInclude.Include.ALWAYS) ContainerConfig config,
    RootFs rootfs,
    List<History> history,
    @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> unknownFields) {

  /** The search path BuildKit gives an image that sets none. */
  public static final String DEFAULT_PATH =
      "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  /** Copies the collections and fills in what old images lack. */
  public ImageConfig {
    architecture = nonNull(architecture, "");
    os = nonNull(os, "");
    config = nonNull(config, ContainerConfig.empty());
    rootfs = nonNull(rootfs, RootFs.of(List.of()));
    history = Immutable.list(history);
    unknownFields = Immutable.sorted(unknownFields);
  }

  private static <T> T nonNull(@Nullable T value, T fallback) {
    return value == null ? fallback : value;
  }

  /**
   * What {@code FROM scratch} starts from: no layer, and BuildKit's default PATH and working
   * directory.
   */
  public static ImageConfig scratch(Platform platform) {
    return new ImageConfig(
            null,
            null,
            platform.architecture(),
            platform.variant(),
            platform.os(),
            platform.osVersion(),
            ContainerConfig.empty(),
            RootFs.of(List.of()),
            List.of(),
            Map.of())
        .withDefaultPath()
        .withWorkingDir("/");
  }

  /** This config with BuildKit's default PATH, unless it has a PATH. */
  public ImageConfig withDefaultPath() {
    return env("PATH") == null ? withEnv("PATH", DEFAULT_PATH) : this;
  }

  /** Sets a field that the specification does not know. */
  public ImageConfig withField(String name, JsonNode value) {
    Map<String, JsonNode> fields = new TreeMap<>(unknownFields);
    fields.put(name, value);
    return new ImageConfig(
        created, author, architecture, variant, os, osVersion, config, rootfs, history, fields);
  }

  /** The platform that this config claims. */
  public Platform platform() {
    return new Platform(architecture, os, osVersion, List.of(), variant, Map.of());
  }

  /** The value of an environment variable, or null. The last of several settings counts. */
  public @Nullable String env(String name) {
    String found = null;
    for (String entry : config.env()) {
      if (entry.startsWith(name + "=")) {
        found = entry.substring(name.length() + 1);
      }
    }
    return found;
  }

  /** Sets a variable: a name that is there already keeps its place, a new one comes last. */
  public ImageConfig withEnv(String name, String value) {
    List<String> changed = new ArrayList<>(config.env());
    changed.replaceAll(entry -> entry.startsWith(name + "=") ? name + "=" + value : entry);
    if (!changed.contains(name + "=" + value)) {
      changed.add(name + "=" + value);
    }
    return edit(draft -> draft.env = changed);
  }

  /**
   * Sets the default command, or with null removes it. A command is marked as escaped, as BuildKit
   * does it, although that means something on Windows only.
   */
  public ImageConfig withCmd(@Nullable List<String> command) {
    return edit(
        draft -> {
          draft.cmd = command;
          draft.argsEscaped = draft.argsEscaped || command != null;
        });
  }

  /** Sets the entry point, or with null removes it. The default command stays as it is. */
  public ImageConfig withEntrypoint(@Nullable List<String> command) {
    return edit(draft -> draft.entrypoint = command);
  }

  /** Adds labels; a key that is there already gets the new value. */
  public ImageConfig withLabels(Map<String, String> added) {
    return edit(draft -> draft.labels.putAll(added));
  }

  /** Adds ports such as {@code 80/tcp}. */
  public ImageConfig withExposedPorts(List<String> ports) {
    return edit(
        draft -> {
          for (String port : ports) {
            draft.exposedPorts.put(port, JsonNodeFactory.instance.objectNode());
          }
        });
  }

  /** Adds a volume's path. */
  public ImageConfig withVolume(String path) {
    return edit(draft -> draft.volumes.put(path, JsonNodeFactory.instance.objectNode()));
  }

  /** Sets the user, in the image's own words: {@code name}, {@code uid}, {@code uid:gid}… */
  public ImageConfig withUser(String user) {
    return edit(draft -> draft.user = user);
  }

  /** Sets the working directory, an absolute path. */
  public ImageConfig withWorkingDir(String path) {
    return edit(draft -> draft.workingDir = path);
  }

  /** Sets the signal that stops a container. */
  public ImageConfig withStopSignal(String signal) {
    return edit(draft -> draft.stopSignal = signal);
  }

  /** Sets the health check. */
  public ImageConfig withHealthcheck(Healthcheck check) {
    return edit(draft -> draft.healthcheck = check);
  }

  /** Sets the shell of the shell forms. */
  public ImageConfig withShell(List<String> shell) {
    return edit(draft -> draft.shell = shell);
  }

  /** Appends a trigger, an instruction in the Dockerfile's words. */
  public ImageConfig withOnBuild(String instruction) {
    List<String> changed = new ArrayList<>(config.onBuild());
    changed.add(instruction);
    return edit(draft -> draft.onBuild = changed);
  }

  /** Removes the triggers, as a build that has run them does. */
  public ImageConfig withoutOnBuild() {
    return edit(draft -> draft.onBuild = List.of());
  }

  /** Sets the author, which MAINTAINER does. */
  public ImageConfig withAuthor(String changed) {
    return copy(created, changed, config, rootfs, history);
  }

  /** Sets the time of creation. */
  public ImageConfig withCreated(@Nullable Instant changed) {
    return copy(changed, author, config, rootfs, history);
  }

  /** Replaces the history as a whole; what it says of layers must fit. */
  public ImageConfig withHistory(List<History> steps) {
    return copy(created, author, config, rootfs, steps);
  }

  /** Appends a step to the history. */
  public ImageConfig withHistory(History step) {
    List<History> changed = new ArrayList<>(history);
    changed.add(step);
    return copy(created, author, config, rootfs, changed);
  }

  /** Appends the digest of one more uncompressed layer. */
  public ImageConfig withDiffId(Digest diffId) {
    return copy(created, author, config, rootfs.plus(diffId), history);
  }

  /** Replaces layers and history as a whole, for squashed or rewritten images. */
  public ImageConfig withLayers(List<Digest> diffIds, List<History> steps) {
    return copy(created, author, config, RootFs.of(diffIds), steps);
  }

  /** The environment as a map, in order, the last of several settings of one name winning. */
  public Map<String, String> environment() {
    Map<String, String> result = new LinkedHashMap<>();
    for (String entry : config.env()) {
      int equals = entry.indexOf('=');
      if (equals > 0) {
        result.put(entry.substring(0, equals), entry.substring(equals + 1));
      }
    }
    return result;
  }

  private ImageConfig edit(Consumer<ContainerConfigDraft> change) {
    ContainerConfigDraft draft = ContainerConfigDraft.from(config);
    change.accept(draft);
    return copy(created, author, draft.toConfig(), rootfs, history);
  }

  private ImageConfig copy(
      @Nullable Instant created,
      @Nullable String author,
      ContainerConfig config,
      RootFs rootfs,
      List<History> history) {
    return new ImageConfig(
        created,
        author,
        architecture,
        variant,
        os,
        osVersion,
        config,
        rootfs,
        history,
        new TreeMap<>(unknownFields));
  }
}
