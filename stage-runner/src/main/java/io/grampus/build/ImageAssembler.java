package io.grampus.build;

import io.grampus.build.image.Descriptor;
import io.grampus.build.image.Digest;
import io.grampus.build.image.History;
import io.grampus.build.image.HistoryTimes;
import io.grampus.build.image.ImageConfig;
import io.grampus.build.image.Manifest;
import io.grampus.build.step.StageState;
import java.util.ArrayList;
import java.util.List;

/** Makes the image documents of a finished stage, stores the image and exports it. */
final class ImageAssembler {
  private final BuildMachinery machinery;
  private final BuildRequest request;
  private final BuildEvents events;

  ImageAssembler(BuildMachinery machinery, BuildRequest request, BuildEvents events) {
    this.machinery = machinery;
    this.request = request;
    this.events = events;
  }

  BuildResult assemble(StageState stage) throws InterruptedException {
    List<History> history = HistoryTimes.filled(stage.config().history());
    ImageConfig config =
        stage
            .config()
            .withLabels(request.labels())
            .withHistory(history)
            .withCreated(HistoryTimes.last(history));
    Descriptor stored = machinery.store().images().putConfig(config);
    Manifest manifest = Manifest.of(stored, stage.layers());
    Exporter.Exported exported = machinery.exporter().export(manifest, request, events);
    return new BuildResult(
        stored.digest().toString(),
        exported.manifest().toString(),
        exported.names(),
        layers(config, stage.layers()));
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
