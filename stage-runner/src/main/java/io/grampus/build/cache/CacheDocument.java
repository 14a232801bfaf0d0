package io.grampus.build.cache;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.grampus.build.image.Descriptor;
import io.grampus.build.image.Digest;
import io.grampus.build.image.ImageConfig;
import io.grampus.build.image.Manifest;
import io.grampus.build.image.Platform;
import io.grampus.build.image.RootFs;
import io.grampus.build.step.StepUse;
import io.grampus.os.GrampusException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A cache as an image, so that every registry takes it: its layers are the steps' layers, and its
 * configuration has, besides the diff ids, the field {@value #FIELD}, a list of records.
 *
 * @param records what is known, by the digest of the key
 */
record CacheDocument(Map<Digest, Entry> records) {
  /** The field of the configuration. */
  static final String FIELD = "io.grampus.cache.v1";

  private static final String KEY = "key";
  private static final String EXECUTED = "executed";
  private static final String LAYER = "layer";

  /**
   * One step.
   *
   * @param executed when it was executed first
   * @param layer the diff id of what it changed; empty for nothing
   */
  record Entry(Instant executed, Optional<Digest> layer) {}

  CacheDocument {
    records = Map.copyOf(records);
  }

  /** The configuration of a cache with these steps. */
  static ImageConfig config(List<StepUse> steps) {
    Map<String, JsonNode> fields = new TreeMap<>();
    fields.put(FIELD, records(steps));
    return new ImageConfig(
        null,
        null,
        Platform.host().architecture(),
        Platform.host().variant(),
        Platform.host().os(),
        null,
        ImageConfig.scratch(Platform.host()).config(),
        RootFs.of(layers(steps).stream().map(Descriptor::digest).toList()),
        List.of(),
        fields);
  }

  /** An image's configuration with these steps, whose layers the image has. */
  static ImageConfig inline(ImageConfig image, List<StepUse> steps) {
    return image.withField(FIELD, records(steps));
  }

  private static ArrayNode records(List<StepUse> steps) {
    ArrayNode records = JsonNodeFactory.instance.arrayNode();
    for (StepUse step : steps) {
      ObjectNode entry = records.addObject();
      entry.put(KEY, step.key().digest().toString());
      entry.put(EXECUTED, step.executed().toString());
      step.step().ifPresent(done -> entry.put(LAYER, done.layer().digest().toString()));
    }
    return records;
  }

  /** The layers of these steps, each once. */
  static List<Descriptor> layers(List<StepUse> steps) {
    Map<Digest, Descriptor> layers = new LinkedHashMap<>();
    for (StepUse use : steps) {
      use.step().ifPresent(done -> layers.putIfAbsent(done.layer().digest(), done.layer()));
    }
    return new ArrayList<>(layers.values());
  }

  /**
   * Reads what anybody may have written.
   *
   * @param what names the cache in an error
   * @throws GrampusException {@code cache-unreadable}
   */
  static CacheDocument of(ImageConfig config, String what) {
    JsonNode list = config.unknownFields().get(FIELD);
    if (list == null || !list.isArray()) {
      throw new GrampusException(
          "cache-unreadable",
          what + " is no cache of this program",
          "write one with --cache-to, by the same version");
    }
    Map<Digest, Entry> records = new HashMap<>();
    try {
      for (JsonNode record : list) {
        Optional<Digest> layer =
            record.has(LAYER)
                ? Optional.of(Digest.parse(record.path(LAYER).asText()))
                : Optional.empty();
        records.put(
            Digest.parse(record.path(KEY).asText()),
            new Entry(Instant.parse(record.path(EXECUTED).asText()), layer));
      }
    } catch (GrampusException | DateTimeException e) {
      throw new GrampusException(
          "cache-unreadable", what + " is damaged: " + e.getMessage(), "write it again", e);
    }
    return new CacheDocument(records);
  }

  /** The layers of an image by their diff ids. */
  static Map<Digest, Descriptor> layers(ImageConfig config, Manifest manifest) {
    List<Digest> diffIds = config.rootfs().diffIds();
    Map<Digest, Descriptor> layers = new HashMap<>();
    for (int index = 0; index < Math.min(diffIds.size(), manifest.layers().size()); index++) {
      layers.put(diffIds.get(index), manifest.layers().get(index));
    }
    return layers;
  }
}
