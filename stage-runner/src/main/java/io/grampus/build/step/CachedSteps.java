package io.grampus.build.step;

import io.grampus.build.Vertex;
import io.grampus.build.snapshot.CommittedStep;
import io.grampus.build.snapshot.Snapshot;
import io.grampus.build.snapshot.WorkingSnapshot;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/** Executes steps that change files, unless the cache knows what comes of them. */
final class CachedSteps {
  private final StepSurroundings surroundings;

  CachedSteps(StepSurroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** Changes the files of a working snapshot. */
  @FunctionalInterface
  interface Change {
    void make(WorkingSnapshot working) throws IOException, InterruptedException;

    /** Whether what was made is what the key stands for, so that it may be remembered. */
    default boolean isReproducible() throws IOException, InterruptedException {
      return true;
    }
  }

  /**
   * The state behind a step.
   *
   * @param key what the step's result depends on
   * @param createdBy the line of history
   */
  StageState execute(StageState state, CacheKey key, String createdBy, Vertex vertex, Change change)
      throws IOException, InterruptedException {
    return executeBeside(state, new Beside(state.snapshot(), key, key), createdBy, vertex, change);
  }

  /**
   * Where a layer is made that need not lie on the stage's snapshot.
   *
   * @param parent what the change sees
   * @param layer what the change depends on
   * @param result what the root file system behind the step came from
   */
  record Beside(Snapshot parent, CacheKey layer, CacheKey result) {}

  /** The state behind a step whose layer is made elsewhere and put on top. */
  StageState executeBeside(
      StageState state, Beside place, String createdBy, Vertex vertex, Change change)
      throws IOException, InterruptedException {
    CacheKey key = place.layer();
    StepCache cache = surroundings.cache();
    cache.claim(key);
    try {
      boolean mayBeKnown = surroundings.useCache() || cache.isOfThisBuild(key);
      Optional<StepCache.Hit> hit = mayBeKnown ? find(place) : Optional.empty();
      if (hit.isPresent()) {
        vertex.markCached();
        return after(hit.get(), state, place, createdBy);
      }
      surroundings.explanation().ifPresent(why -> vertex.missed(why.of(key)));
      return perform(state, place, createdBy, vertex, change);
    } finally {
      cache.release(key);
    }
  }

  private Optional<StepCache.Hit> find(Beside place) throws IOException, InterruptedException {
    CacheKey key = place.layer();
    Optional<StepCache.Hit> own = surroundings.cache().find(key);
    if (own.isPresent()) {
      return own;
    }
    Optional<StepCache.Hit> imported = new StepImport(surroundings).find(place.parent(), key);
    imported.ifPresent(hit -> surroundings.cache().remember(key, hit.executed(), hit.step()));
    return imported;
  }

  private void note(Beside place, Instant executed, Optional<CommittedStep> step) {
    surroundings.cache().note(new StepUse(place.layer(), executed, step));
    if (!place.result().equals(place.layer())) {
      surroundings.cache().note(new StepUse(place.result(), executed, step));
    }
  }

  private StageState after(StepCache.Hit hit, StageState state, Beside place, String createdBy)
      throws IOException {
    if (hit.step().isPresent()) {
      surroundings.snapshotter().recall(hit.step().get());
    }
    note(place, hit.executed(), hit.step());
    return state.after(hit.executed(), createdBy, place.result(), hit.step());
  }

  private StageState perform(
      StageState state, Beside place, String createdBy, Vertex vertex, Change change)
      throws IOException, InterruptedException {
    try (WorkingSnapshot working = surroundings.snapshotter().begin(place.parent())) {
      change.make(working);
      Optional<CommittedStep> step = surroundings.snapshotter().commit(working);
      step.ifPresent(vertex::committed);
      Instant executed = surroundings.clock().instant();
      if (change.isReproducible()) {
        surroundings.cache().remember(place.layer(), executed, step);
        note(place, executed, step);
      }
      return state.after(executed, createdBy, place.result(), step);
    }
  }
}
