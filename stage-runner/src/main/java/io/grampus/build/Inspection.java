package io.grampus.build;

import io.grampus.build.check.Outline;
import io.grampus.build.check.Target;
import io.grampus.os.GrampusException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A Dockerfile as it presents itself.
 *
 * @param violation the failure of a build that may break no rule, but does; null for none
 * @param outline the parameters of the target
 * @param targets the stages
 */
public record Inspection(
    @Nullable GrampusException violation, Outline outline, List<Target> targets) {
  /** Copies the list. */
  public Inspection {
    targets = List.copyOf(targets);
  }

  /**
   * A broken rule.
   *
   * @param rule its name
   * @param message one sentence
   */
  public record Finding(String rule, String message, SourcePlace place) {}

  static Inspection of(UnderstoodDockerfile dockerfile) {
    return new Inspection(
        dockerfile.violation(),
        Outline.of(dockerfile.instructions(), dockerfile.stages()),
        Target.of(dockerfile.stages()));
  }
}
