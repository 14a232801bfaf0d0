package io.grampus.build.step;

import io.grampus.build.Vertex;
import io.grampus.build.copy.CopyRequest;
import io.grampus.build.copy.CopySource;
import io.grampus.build.copy.Fingerprint;
import io.grampus.build.copy.SourceFingerprint;
import io.grampus.build.copy.SourceSelection;
import io.grampus.build.copy.TreeCopier;
import io.grampus.build.layer.UpperTree;
import io.grampus.build.pattern.IgnoreRules;
import java.io.IOException;
import java.util.List;

/** FROM a named context that is a folder: all its files are the stage's first layer. */
public final class FolderStep {
  private static final CopyRequest EVERYTHING =
      new CopyRequest(
          SourceSelection.matching(List.of("/")), "/", null, null, IgnoreRules.none(), false);

  private final StepSurroundings surroundings;

  /** A step with these surroundings. */
  public FolderStep(StepSurroundings surroundings) {
    this.surroundings = surroundings;
  }

  /**
   * The state behind it.
   *
   * @param state an empty one
   * @param source the files, which stay open
   * @param name how the Dockerfile calls them
   */
  public StageState apply(StageState state, CopySource source, String name, Vertex vertex)
      throws IOException, InterruptedException {
    Fingerprint fingerprint = new SourceFingerprint(source, EVERYTHING).compute();
    CacheKey key =
        state
            .key()
            .step("FROM")
            .add(CacheKey.SOURCES, fingerprint.digest().toString())
            .describe(fingerprint.files())
            .build();
    return new CachedSteps(surroundings)
        .execute(
            state,
            key,
            "FROM " + name,
            vertex,
            working -> {
              try (UpperTree target = surroundings.snapshotter().fill(working)) {
                new TreeCopier(source, EVERYTHING, target).run();
              }
            });
  }
}
