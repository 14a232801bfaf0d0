package io.grampus.build.tool;

import io.grampus.build.image.Descriptor;
import io.grampus.build.image.History;
import io.grampus.build.image.ImageConfig;
import io.grampus.build.image.ImageReference;
import io.grampus.build.image.Manifest;
import io.grampus.build.image.MediaTypes;
import io.grampus.build.image.Platform;
import io.grampus.build.layer.Decompression;
import io.grampus.build.store.BlobWriter;
import io.grampus.build.store.Store;
import io.grampus.build.store.StoredImage;
import io.grampus.build.text.FailureReason;
import io.grampus.os.GrampusException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarUtils;

/** Makes an image of one layer from the tar archive of a root file system. */
public final class RootFsImport {
  private static final int TAR_BLOCK = 512;

  private final Store store;
  private final Clock clock;

  public RootFsImport(Store store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /**
   * Reads the archive, compressed or not, in flat memory.
   *
   * @param source what the history names, for example the file
   * @throws GrampusException {@code import-not-tar}, {@code import-read}
   */
  public StoredImage run(
      InputStream archive, String source, ImageReference name, Platform platform) {
    Descriptor layer = storeLayer(archive, source);
    Instant now = clock.instant();
    ImageConfig config =
        ImageConfig.scratch(platform)
            .withCreated(now)
            .withDiffId(layer.digest())
            .withHistory(new History(now, null, null, "Imported from " + source, false, Map.of()));
    Manifest manifest = Manifest.of(store.images().putConfig(config), List.of(layer));
    return store.images().put(manifest, List.of(name.canonical()));
  }

  private Descriptor storeLayer(InputStream archive, String source) {
    try (BlobWriter writer = store.blobs().newBlob()) {
      InputStream tar = Decompression.open(archive);
      byte[] first = tar.readNBytes(TAR_BLOCK);
      if (!isTarHeader(first)) {
        throw new GrampusException(
            "import-not-tar",
            source + " is not a tar archive",
            "make one with \"tar -C ROOT -cf FILE .\" or mmdebstrap");
      }
      writer.write(first, 0, first.length);
      tar.transferTo(writer);
      return writer.commit(MediaTypes.OCI_LAYER);
    } catch (IOException e) {
      throw new GrampusException(
          "import-read", "cannot read " + source + ": " + FailureReason.of(e), null, e);
    }
  }

  /** A header has a checksum; a first block of zeros is the end of an empty archive. */
  private static boolean isTarHeader(byte[] block) {
    if (block.length < TAR_BLOCK) {
      return false;
    }
    try {
      return isZero(block) || TarUtils.verifyCheckSum(block);
    } catch (IllegalArgumentException e) {
      // Its field for the checksum holds no number.
      return false;
    }
  }

  private static boolean isZero(byte[] block) {
    for (byte value : block) {
      if (value != 0) {
        return false;
      }
    }
    return true;
  }
}
