package io.grampus.build.step;

import io.grampus.build.Vertex;
import io.grampus.build.snapshot.CommittedStep;
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
    default boolean isReproducible() throws IOException {
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
    StepCache cache = surroundings.cache();
    cache.claim(key);
    try {
      boolean mayBeKnown = surroundings.useCache() || cache.isOfThisBuild(key);
      Optional<StepCache.Hit> hit = mayBeKnown ? cache.find(key) : Optional.empty();
      if (hit.isPresent()) {
        vertex.markCached();
        return after(hit.get(), state, key, createdBy);
      }
      surroundings.explanation().ifPresent(why -> vertex.missed(why.of(key)));
      return perform(state, key, createdBy, vertex, change);
    } finally {
      cache.release(key);
    }
  }

  private StageState after(StepCache.Hit hit, StageState state, CacheKey key, String createdBy)
      throws IOException {
    if (hit.step().isPresent()) {
      surroundings.snapshotter().recall(hit.step().get());
    }
    return state.after(hit.executed(), createdBy, key, hit.step());
  }

  private StageState perform(
      StageState state, CacheKey key, String createdBy, Vertex vertex, Change change)
      throws IOException, InterruptedException {
    try (WorkingSnapshot working = surroundings.snapshotter().begin(state.snapshot())) {
      change.make(working);
      Optional<CommittedStep> step = surroundings.snapshotter().commit(working);
      step.ifPresent(vertex::committed);
      Instant executed = surroundings.clock().instant();
      if (change.isReproducible()) {
        surroundings.cache().remember(key, executed, step);
      }
      return state.after(executed, createdBy, key, step);
    }
  }
}
