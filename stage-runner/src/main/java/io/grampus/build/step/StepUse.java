package io.grampus.build.step;

import io.grampus.build.snapshot.CommittedStep;
import java.time.Instant;
import java.util.Optional;

/**
 * What a build knows of one of its steps afterwards.
 *
 * @param key what the step came from
 * @param executed when it was executed, by whichever build
 * @param step what it changed; empty for nothing
 */
public record StepUse(CacheKey key, Instant executed, Optional<CommittedStep> step) {}
