package io.grampus.build;

import io.grampus.build.image.Descriptor;
import io.grampus.build.image.Digest;
import io.grampus.build.image.MediaTypes;
import io.grampus.build.layer.TimeLimit;
import io.grampus.build.store.BlobWriter;
import io.grampus.build.store.Store;
import io.grampus.build.store.StoreFailure;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Makes an image in whose own layers no file is younger than a time. */
final class RewrittenTimes {
  private final Store store;

  RewrittenTimes(Store store) {
    this.store = store;
  }

  /** The base's layers stay as they are: they are the same each time already. */
  BuiltImage limit(BuiltImage image, Instant latest) {
    List<Descriptor> layers = new ArrayList<>(image.layers());
    List<Digest> diffIds = new ArrayList<>(image.config().rootfs().diffIds());
    for (int index = image.baseLayers(); index < layers.size(); index++) {
      Descriptor limited = limit(layers.get(index), latest);
      layers.set(index, limited);
      diffIds.set(index, limited.digest());
    }
    return new BuiltImage(
        image.config().withLayers(diffIds, image.config().history()),
        layers,
        image.baseLayers(),
        image.baseHistory());
  }

  private Descriptor limit(Descriptor layer, Instant latest) {
    try (InputStream tar = store.blobs().open(layer.digest());
        BlobWriter blob = store.blobs().newBlob()) {
      TimeLimit.copy(tar, blob, latest.getEpochSecond());
      return blob.commit(MediaTypes.OCI_LAYER);
    } catch (IOException e) {
      throw StoreFailure.of("rewrite a layer", store.blobs().path(layer.digest()), e);
    }
  }
}
