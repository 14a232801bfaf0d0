package io.grampus.tests.harness;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * What the OCI image specification demands of the documents of an image (manifest.md, config.md,
 * image-index.md, descriptor.md, annotations.md), read strictly: a field that it does not name is
 * an error, but for those that Docker adds to the configuration.
 */
public final class Specification {
  private static final String NAME = "[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}";
  private static final String DIGEST = "sha256:[0-9a-f]{64}";

  private static final Map<String, BiConsumer<JsonNode, String>> DESCRIPTOR =
      Map.of(
          "mediaType", Specification::mediaType,
          "digest", Specification::digest,
          "size", Specification::size,
          "urls", Specification::texts,
          "annotations", Specification::annotations,
          "platform", Specification::platform);

  private static final Map<String, BiConsumer<JsonNode, String>> PLATFORM =
      Map.of(
          "architecture", Specification::text,
          "os", Specification::text,
          "os.version", Specification::text,
          "os.features", Specification::texts,
          "variant", Specification::text);

  private static final Map<String, BiConsumer<JsonNode, String>> HISTORY =
      Map.of(
          "created", Specification::time,
          "created_by", Specification::text,
          "author", Specification::text,
          "comment", Specification::text,
          "empty_layer", Specification::flag);

  private static final Map<String, BiConsumer<JsonNode, String>> HEALTHCHECK =
      Map.of(
          "Test", Specification::texts,
          "Interval", Specification::size,
          "Timeout", Specification::size,
          "StartPeriod", Specification::size,
          "StartInterval", Specification::size,
          "Retries", Specification::size);

  private static final Map<String, BiConsumer<JsonNode, String>> CONTAINER =
      Map.ofEntries(
          Map.entry("User", Specification::text),
          Map.entry("ExposedPorts", (node, at) -> keys(node, at, "[0-9]+(/(tcp|udp|sctp))?")),
          Map.entry("Env", (node, at) -> elements(node, at, Specification::variable)),
          Map.entry("Entrypoint", Specification::texts),
          Map.entry("Cmd", Specification::texts),
          Map.entry("Volumes", (node, at) -> keys(node, at, "(?s).+")),
          Map.entry("WorkingDir", Specification::text),
          Map.entry("Labels", Specification::annotations),
          Map.entry("StopSignal", (node, at) -> matches(node, at, "(SIG)?[A-Z0-9+-]+")),
          Map.entry("ArgsEscaped", Specification::flag),
          Map.entry("Healthcheck", (node, at) -> object(node, at, HEALTHCHECK, Set.of())),
          Map.entry("OnBuild", Specification::texts),
          Map.entry("Shell", Specification::texts));

  private static final Map<String, BiConsumer<JsonNode, String>> ROOT_FS =
      Map.of(
          "type", (node, at) -> matches(node, at, "layers"),
          "diff_ids", (node, at) -> elements(node, at, Specification::digest));

  private Specification() {}

  /** An index, of a layout or of an image. */
  public static void index(JsonNode index) {
    object(
        index,
        "index",
        Map.of(
            "schemaVersion",
            Specification::two,
            "mediaType",
            (node, at) -> matches(node, at, "application/vnd.oci.image.index.v1\\+json"),
            "manifests",
            (node, at) -> elements(node, at, Specification::descriptor),
            "annotations",
            Specification::annotations),
        Set.of("schemaVersion", "manifests"));
  }

  /** The manifest of an image. */
  public static void manifest(JsonNode manifest) {
    object(
        manifest,
        "manifest",
        Map.of(
            "schemaVersion", Specification::two,
            "mediaType",
                (node, at) -> matches(node, at, "application/vnd.oci.image.manifest.v1\\+json"),
            "config", Specification::descriptor,
            "layers", (node, at) -> elements(node, at, Specification::descriptor),
            "annotations", Specification::annotations),
        Set.of("schemaVersion", "config", "layers"));
    for (JsonNode layer : manifest.path("layers")) {
      matches(
          layer.path("mediaType"),
          "layer",
          "application/vnd.oci.image.layer.v1.tar(\\+(gzip|zstd))?");
    }
  }

  /** The configuration of an image, whose history must account for every layer. */
  public static void config(JsonNode config) {
    object(
        config,
        "config",
        Map.of(
            "created", Specification::time,
            "author", Specification::text,
            "architecture", Specification::text,
            "variant", Specification::text,
            "os", Specification::text,
            "os.version", Specification::text,
            "config", (node, at) -> object(node, at, CONTAINER, Set.of()),
            "rootfs", (node, at) -> object(node, at, ROOT_FS, ROOT_FS.keySet()),
            "history",
                (node, at) ->
                    elements(node, at, (step, where) -> object(step, where, HISTORY, Set.of()))),
        Set.of("architecture", "os", "rootfs"));
    long layers = 0;
    for (JsonNode step : config.path("history")) {
      layers += step.path("empty_layer").asBoolean() ? 0 : 1;
    }
    must(
        config.path("history").isEmpty() || layers == config.path("rootfs").path("diff_ids").size(),
        "history",
        "accounts for " + layers + " layers: " + config);
  }

  private static void descriptor(JsonNode node, String at) {
    object(node, at, DESCRIPTOR, Set.of("mediaType", "digest", "size"));
  }

  private static void platform(JsonNode node, String at) {
    object(node, at, PLATFORM, Set.of("architecture", "os"));
  }

  private static void object(
      JsonNode node,
      String at,
      Map<String, BiConsumer<JsonNode, String>> fields,
      Set<String> required) {
    must(node.isObject(), at, "is no object: " + node);
    required.forEach(name -> must(node.has(name), at, "lacks " + name + ": " + node));
    node.properties()
        .forEach(
            field -> {
              BiConsumer<JsonNode, String> check = fields.get(field.getKey());
              must(check != null, at, "has the unknown field " + field.getKey());
              check.accept(field.getValue(), at + "." + field.getKey());
            });
  }

  private static void elements(JsonNode node, String at, BiConsumer<JsonNode, String> check) {
    must(node.isArray(), at, "is no array: " + node);
    node.forEach(element -> check.accept(element, at + "[]"));
  }

  private static void keys(JsonNode node, String at, String pattern) {
    must(node.isObject(), at, "is no object: " + node);
    node.properties()
        .forEach(
            field -> {
              must(field.getKey().matches(pattern), at, "has the key " + field.getKey());
              must(
                  field.getValue().isObject() && field.getValue().isEmpty(),
                  at,
                  "has a value that is not empty: " + field.getValue());
            });
  }

  private static void annotations(JsonNode node, String at) {
    must(node.isObject(), at, "is no object: " + node);
    node.properties()
        .forEach(
            field -> {
              must(!field.getKey().isEmpty(), at, "has an empty key");
              text(field.getValue(), at + "." + field.getKey());
            });
  }

  private static void texts(JsonNode node, String at) {
    elements(node, at, Specification::text);
  }

  private static void text(JsonNode node, String at) {
    must(node.isTextual(), at, "is no text: " + node);
  }

  private static void variable(JsonNode node, String at) {
    matches(node, at, "(?s)[^=]+=.*");
  }

  private static void digest(JsonNode node, String at) {
    matches(node, at, DIGEST);
  }

  private static void mediaType(JsonNode node, String at) {
    matches(node, at, NAME + "/" + NAME);
  }

  private static void matches(JsonNode node, String at, String pattern) {
    must(node.isTextual() && node.asText().matches(pattern), at, "is " + node);
  }

  private static void size(JsonNode node, String at) {
    must(node.isIntegralNumber() && node.asLong() >= 0, at, "is no size: " + node);
  }

  private static void two(JsonNode node, String at) {
    must(node.isIntegralNumber() && node.asInt() == 2, at, "is not 2: " + node);
  }

  private static void flag(JsonNode node, String at) {
    must(node.isBoolean(), at, "is neither true nor false: " + node);
  }

  private static void time(JsonNode node, String at) {
    text(node, at);
    try {
      OffsetDateTime.parse(node.asText());
    } catch (DateTimeException e) {
      throw new AssertionError(at + " is no time of RFC 3339: " + node, e);
    }
  }

  private static void must(boolean holds, String at, String problem) {
    if (!holds) {
      throw new AssertionError(at + " " + problem);
    }
  }
}
