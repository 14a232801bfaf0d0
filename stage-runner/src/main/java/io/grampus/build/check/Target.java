package io.grampus.build.check;

import io.grampus.build.dockerfile.FromInstruction;
import io.grampus.build.dockerfile.StageGraph;
import java.util.ArrayList;
import java.util.List;

/**
 * A stage that can be built.
 *
 * @param name empty for none
 * @param description what the comment above its FROM says
 * @param base the image or stage it starts from, as written
 * @param platform as written, or empty
 * @param isDefault whether it is built where no target is named
 */
public record Target(
    String name, String description, String base, String platform, boolean isDefault) {

  /** All stages, in their order. */
  public static List<Target> of(StageGraph graph) {
    List<Target> targets = new ArrayList<>();
    graph
        .stages()
        .forEach(
            stage -> {
              FromInstruction from = stage.from();
              targets.add(
                  new Target(
                      stage.name() == null ? "" : stage.name(),
                      description(from),
                      from.image(),
                      from.platform() == null ? "" : from.platform(),
                      stage.index() == graph.stages().size() - 1));
            });
    return targets;
  }

  /** The line of comment above that begins with the stage's name. */
  static String description(FromInstruction from) {
    String name = from.stageName();
    return from.source().comments().stream()
        .filter(comment -> name != null && comment.startsWith(name + " "))
        .map(comment -> comment.substring(name.length() + 1))
        .findFirst()
        .orElse("");
  }
}
