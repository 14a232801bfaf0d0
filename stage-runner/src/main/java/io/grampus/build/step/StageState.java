package io.grampus.build.step;

import io.grampus.build.dockerfile.StageScope;
import io.grampus.build.image.Descriptor;
import io.grampus.build.image.History;
import io.grampus.build.image.ImageConfig;
import io.grampus.build.snapshot.CommittedStep;
import io.grampus.build.snapshot.Snapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A stage between two steps; immutable.
 *
 * @param config the image's configuration so far
 * @param scope the variables
 * @param snapshot the root file system
 * @param layers the layers, lowest first
 * @param commandSet whether this stage has a CMD of its own
 * @param key what the root file system came from, for the cache
 */
public record StageState(
    ImageConfig config,
    StageScope scope,
    Snapshot snapshot,
    List<Descriptor> layers,
    boolean commandSet,
    CacheKey key) {
  /** Copies the list. */
  public StageState {
    layers = List.copyOf(layers);
  }

  StageState withConfig(UnaryOperator<ImageConfig> change) {
    return new StageState(change.apply(config), scope, snapshot, layers, commandSet, key);
  }

  StageState withScope(StageScope changed) {
    return new StageState(config, changed, snapshot, layers, commandSet, key);
  }

  StageState withCommandSet() {
    return new StageState(config, scope, snapshot, layers, true, key);
  }

  private StageState withKey(CacheKey changed) {
    return new StageState(config, scope, snapshot, layers, commandSet, changed);
  }

  /** A line of history for a step that has no layer; it gets its time when the image is done. */
  StageState withEmptyHistory(String createdBy) {
    return withConfig(image -> image.withHistory(History.ofStep(null, createdBy, true)));
  }

  /**
   * The state behind a step that may have changed files.
   *
   * @param executed when, by whichever build, so that a build that finds all steps done gives the
   *     same image
   */
  StageState after(
      Instant executed, String createdBy, CacheKey newKey, Optional<CommittedStep> step) {
    if (step.isEmpty()) {
      return withKey(newKey).withEmptyHistory(createdBy);
    }
    CommittedStep done = step.get();
    List<Descriptor> more = new ArrayList<>(layers);
    more.add(done.layer());
    ImageConfig changed =
        config
            .withDiffId(done.layer().digest())
            .withHistory(History.ofStep(executed, createdBy, false));
    return new StageState(
        changed, scope, snapshot.plus(done.directory()), more, commandSet, newKey);
  }
}
