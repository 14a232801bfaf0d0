package io.grampus.cli;

import io.grampus.build.BuildEvent;
import io.grampus.build.BuildEvent.InstructionDone;
import io.grampus.build.BuildListener;
import io.grampus.build.image.History;
import io.grampus.build.image.HistoryTimes;
import io.grampus.build.image.ImageConfig;
import io.grampus.build.image.ImageDocuments;
import io.grampus.build.image.Manifest;
import io.grampus.build.image.MediaTypes;
import io.grampus.build.store.Store;
import io.grampus.build.store.StoredImage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** Remembers what each instruction of a build resulted in; hands every event on at once. */
final class IntermediateImages implements BuildListener {
  private final BuildListener next;
  private final Map<Integer, InstructionDone> byLine = new LinkedHashMap<>();

  IntermediateImages(BuildListener next) {
    this.next = next;
  }

  @Override
  public void on(BuildEvent event) {
    if (event instanceof InstructionDone done) {
      synchronized (byLine) {
        byLine.put(done.place().firstLine(), done);
      }
    }
    next.on(event);
  }

  /** Makes the images, which stay out of the list, and hands each on with its line. */
  void store(Store store, BiConsumer<Integer, StoredImage> taker) {
    synchronized (byLine) {
      byLine.forEach((line, done) -> taker.accept(line, image(store, done)));
    }
  }

  private static StoredImage image(Store store, InstructionDone done) {
    List<History> history = HistoryTimes.filled(done.config().history());
    ImageConfig config = done.config().withHistory(history).withCreated(HistoryTimes.last(history));
    Manifest manifest = Manifest.of(store.images().putConfig(config), done.layers());
    byte[] json = ImageDocuments.write(manifest);
    return new StoredImage(null, store.blobs().put(json, MediaTypes.OCI_MANIFEST), manifest);
  }
}
