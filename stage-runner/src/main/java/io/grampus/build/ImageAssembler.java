package io.grampus.build;

import io.grampus.build.image.Descriptor;
import io.grampus.build.image.Digest;
import io.grampus.build.image.History;
import io.grampus.build.image.HistoryTimes;
import io.grampus.build.image.ImageConfig;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes the image of a finished stage, stores it and exports it. */
final class ImageAssembler {
  private final BuildMachinery machinery;
  private final BuildRequest request;
  private final BuildEvents events;

  ImageAssembler(BuildMachinery machinery, BuildRequest request, BuildEvents events) {
    this.machinery = machinery;
    this.request = request;
    this.events = events;
  }

  BuildResult assemble(BuiltImage built) throws InterruptedException {
    Optional<Instant> epoch = SourceDateEpoch.of(request.buildArgs());
    ImageConfig labelled = built.config().withLabels(request.labels());
    BuiltImage image = built.withConfig(withTimes(labelled, epoch));
    if (request.image().squash()) {
      image = new SquashedLayers(machinery.store()).squash(image);
    }
    Exporter.Exported exported = machinery.exporter().export(image, epoch, request, events);
    return new BuildResult(
        exported.image().id().toString(),
        exported.manifest(),
        exported.names(),
        layers(image.config(), image.layers()));
  }

  private static ImageConfig withTimes(ImageConfig config, Optional<Instant> epoch) {
    List<History> filled = HistoryTimes.filled(config.history());
    List<History> history =
        epoch.map(latest -> HistoryTimes.limited(filled, latest)).orElse(filled);
    Instant created = HistoryTimes.last(history);
    return config
        .withHistory(history)
        .withCreated(created == null ? epoch.orElse(config.created()) : created);
  }

  /** The base's layers are stored compressed: their sizes are those of the blobs. */
  private static List<BuildResult.Layer> layers(ImageConfig config, List<Descriptor> stored) {
    List<Digest> diffIds = config.rootfs().diffIds();
    List<BuildResult.Layer> layers = new ArrayList<>();
    for (int index = 0; index < stored.size(); index++) {
      layers.add(new BuildResult.Layer(diffIds.get(index).toString(), stored.get(index).size()));
    }
    return layers;
  }
}
