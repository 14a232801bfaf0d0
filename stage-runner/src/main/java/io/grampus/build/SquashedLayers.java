package io.grampus.build;

import io.grampus.build.image.Descriptor;
import io.grampus.build.image.Digest;
import io.grampus.build.image.History;
import io.grampus.build.image.MediaTypes;
import io.grampus.build.layer.LayerSquash;
import io.grampus.build.layer.LayerStream;
import io.grampus.build.store.BlobWriter;
import io.grampus.build.store.Store;
import io.grampus.build.store.StoreFailure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes one layer of all that a build added, as Docker's classic builder does for --squash. */
final class SquashedLayers {
  private final Store store;

  SquashedLayers(Store store) {
    this.store = store;
  }

  /** The image with at most one layer of its own; its steps stay in the history, without layers. */
  BuiltImage squash(BuiltImage image) {
    if (image.ownLayers().isEmpty()) {
      return image;
    }
    Descriptor squashed = write(image.ownLayers());
    List<Descriptor> layers = new ArrayList<>(image.layers().subList(0, image.baseLayers()));
    layers.add(squashed);
    List<Digest> diffIds =
        new ArrayList<>(image.config().rootfs().diffIds().subList(0, image.baseLayers()));
    diffIds.add(squashed.digest());
    List<History> history = new ArrayList<>();
    for (int index = 0; index < image.config().history().size(); index++) {
      History step = image.config().history().get(index);
      history.add(index < image.baseHistory() ? step : step.withoutLayer());
    }
    // Not the id of what is merged: it holds the times that an output may rewrite.
    String comment = "merge of " + image.ownLayers().size() + " layers";
    history.add(new History(image.config().created(), null, null, comment, false, Map.of()));
    return new BuiltImage(
        image.config().withLayers(diffIds, history),
        layers,
        image.baseLayers(),
        image.baseHistory());
  }

  private Descriptor write(List<Descriptor> layers) {
    List<LayerStream> streams =
        layers.stream()
            .<LayerStream>map(layer -> () -> store.blobs().open(layer.digest()))
            .toList();
    try (BlobWriter blob = store.blobs().newBlob()) {
      new LayerSquash(streams).write(blob);
      return blob.commit(MediaTypes.OCI_LAYER);
    } catch (IOException e) {
      throw StoreFailure.of("squash layers", store.layout().root(), e);
    }
  }
}
