package io.grampus.build;

import io.grampus.build.image.Descriptor;
import io.grampus.build.image.Manifest;
import io.grampus.build.store.Store;
import io.grampus.build.store.StoredImage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A built image in the store, in each form that an output asks for. */
final class OutputVariants {
  private final Store store;
  private final BuiltImage image;
  private final Optional<Instant> epoch;
  private final BuildEvents events;
  private final Map<Boolean, BuiltImage> byTimes = new TreeMap<>();

  OutputVariants(Store store, BuiltImage image, Optional<Instant> epoch, BuildEvents events) {
    this.store = store;
    this.image = image;
    this.epoch = epoch;
    this.events = events;
  }

  /** The image as an output shall have it, but for the compression of its layers. */
  StoredImage of(ImageForm form) {
    BuiltImage timed = byTimes.computeIfAbsent(form.rewriteTimes(), this::timed);
    Descriptor config = store.images().putConfig(timed.config());
    Manifest manifest =
        Manifest.of(config, timed.layers()).withAnnotations(form.annotations().manifest());
    return store.images().put(manifest, List.of());
  }

  private BuiltImage timed(boolean rewrite) {
    if (!rewrite) {
      return image;
    }
    if (epoch.isEmpty()) {
      events.warn(
          "rewrite-timestamp",
          "rewrite-timestamp has no effect without " + SourceDateEpoch.NAME,
          null);
      return image;
    }
    return new RewrittenTimes(store).limit(image, epoch.get());
  }
}
