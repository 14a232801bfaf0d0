package io.grampus.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.grampus.build.BuildResult;
import io.grampus.build.image.Descriptor;
import io.grampus.build.image.ImageDocuments;

/** The file that {@code --metadata-file} names, with the keys that buildx has for it. */
final class BuildMetadata {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .defaultPrettyPrinter(
              new DefaultPrettyPrinter(
                      Separators.createDefaultInstance()
                          .withObjectFieldValueSpacing(Separators.Spacing.AFTER))
                  .withObjectIndenter(new DefaultIndenter("  ", "\n")))
          .build();

  private BuildMetadata() {}

  /** The file's content. */
  static byte[] of(BuildResult result) {
    Descriptor manifest = result.manifest().withAnnotation("config.digest", result.imageId());
    ObjectNode metadata = JSON.createObjectNode();
    metadata.put("containerimage.config.digest", result.imageId());
    metadata.set(
        "containerimage.descriptor",
        ImageDocuments.readTree(ImageDocuments.write(manifest), "a descriptor"));
    metadata.put("containerimage.digest", manifest.digest().toString());
    if (!result.names().isEmpty()) {
      metadata.put("image.name", String.join(",", result.names()));
    }
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(metadata);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree can always be written", e);
    }
  }
}
