package io.grampus.build;

import io.grampus.build.check.Outline;
import io.grampus.build.check.Target;
import java.util.List;

/**
 * A Dockerfile as it presents itself.
 *
 * @param warnings what the checks found, in the order of the lines
 * @param outline the parameters of the target
 * @param targets the stages
 */
public record Inspection(List<Finding> warnings, Outline outline, List<Target> targets) {
  /** Copies the lists. */
  public Inspection {
    warnings = List.copyOf(warnings);
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
        dockerfile.warnings().stream()
            .map(
                warning ->
                    new Finding(
                        warning.rule(), warning.message(), dockerfile.places().of(warning.range())))
            .toList(),
        Outline.of(dockerfile.instructions(), dockerfile.stages()),
        Target.of(dockerfile.stages()));
  }
}
