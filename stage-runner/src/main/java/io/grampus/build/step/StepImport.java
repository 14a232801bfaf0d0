package io.grampus.build.step;

import io.grampus.build.copy.LayerUnpacker;
import io.grampus.build.layer.TarFormatException;
import io.grampus.build.layer.UpperTree;
import io.grampus.build.snapshot.CommittedStep;
import io.grampus.build.snapshot.Snapshot;
import io.grampus.build.snapshot.WorkingSnapshot;
import io.grampus.os.GrampusException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;

/**
 * Turns an imported step into one of this store's. The layer is unpacked as an ADD would unpack an
 * archive of anybody's, and then the layer of what came out is made as after any step: only if that
 * is the very layer that was promised is the step taken, so that files and layer always agree.
 */
final class StepImport {
  private final StepSurroundings surroundings;

  StepImport(StepSurroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** The step, if somebody has it and it is sound; what is wrong with it is a warning. */
  Optional<StepCache.Hit> find(Snapshot parent, CacheKey key)
      throws IOException, InterruptedException {
    try {
      Optional<ImportedSteps.Imported> found = surroundings.imports().find(key);
      if (found.isEmpty()) {
        return Optional.empty();
      }
      Instant executed = earlier(found.get().executed(), surroundings.clock().instant());
      if (found.get().layer().isEmpty()) {
        return Optional.of(new StepCache.Hit(executed, Optional.empty()));
      }
      CommittedStep step = unpack(parent, found.get().layer().get());
      return Optional.of(new StepCache.Hit(executed, Optional.of(step)));
    } catch (GrampusException | TarFormatException e) {
      surroundings.warnings().accept("a step of the imported cache is not used: " + e.getMessage());
      return Optional.empty();
    }
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  private CommittedStep unpack(Snapshot parent, ImportedSteps.Layer layer) throws IOException {
    try (WorkingSnapshot working = surroundings.snapshotter().begin(parent)) {
      try (UpperTree target = surroundings.snapshotter().fill(working);
          InputStream tar = layer.stream().open()) {
        new LayerUnpacker(target).unpack(tar);
      }
      Optional<CommittedStep> step = surroundings.snapshotter().commit(working);
      return step.filter(done -> done.layer().digest().equals(layer.diffId()))
          .orElseThrow(
              () ->
                  new GrampusException(
                      "cache-mismatch",
                      "unpacking does not give the layer " + layer.diffId() + " again",
                      null));
    }
  }
}
