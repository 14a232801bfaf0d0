package io.grampus.cli;

import io.grampus.build.tool.LayerCompression;
import io.grampus.os.GrampusException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say how layers are compressed where an image leaves the store. */
final class CompressionOptions {
  @Option(
      names = "--compression",
      paramLabel = "KIND",
      description = "How layers are compressed: gzip, zstd or uncompressed. Else gzip.")
  private @Nullable String kind;

  @Option(
      names = "--compression-level",
      paramLabel = "LEVEL",
      description = "0 to 9 for gzip, else 5; 1 to 22 for zstd, else 3.")
  private @Nullable String level;

  @Option(
      names = "--force-compression",
      description = "Compress the base image's layers anew, too.")
  private boolean force;

  boolean isGiven() {
    return kind != null || level != null || force;
  }

  LayerCompression chosen() {
    try {
      return LayerCompression.parse(kind, level, force);
    } catch (GrampusException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e.hint());
    }
  }
}
