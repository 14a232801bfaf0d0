package io.grampus.build.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The stages of a Dockerfile, what each needs, and which of them a build needs. Immutable.
 *
 * <p>All stages are in it; only {@link #order} is to be built.
 */
public final class StageGraph {
  private final char escape;
  private final List<Stage> stages;
  private final int target;
  private final BuildArguments arguments;
  private final List<Warning> warnings;

  StageGraph(
      char escape,
      List<Stage> stages,
      int target,
      BuildArguments arguments,
      List<Warning> warnings) {
    this.escape = escape;
    this.stages = List.copyOf(stages);
    this.target = target;
    this.arguments = arguments;
    this.warnings = List.copyOf(warnings);
    GraphChecks.check(this);
  }

  /**
   * Sorts the instructions into stages and resolves what they refer to.
   *
   * @throws DockerfileException for an instruction other than ARG before the first FROM, no FROM at
   *     all, an empty base name, a wrong stage index, a circular reference, an unknown target, and,
   *     in stages that the target needs, a reference to a later stage
   */
  public static StageGraph build(ParsedDockerfile dockerfile, GraphInputs inputs) {
    return new GraphBuilder(dockerfile, inputs).build();
  }

  /** The file's escape character, for expanders. */
  public char escape() {
    return escape;
  }

  /** All stages, by index. */
  public List<Stage> stages() {
    return stages;
  }

  /** One stage. */
  public Stage stage(int index) {
    return stages.get(index);
  }

  /** The stage whose image is the result. */
  public Stage target() {
    return stages.get(target);
  }

  /** What the stages' {@code ARG}s draw from. */
  public BuildArguments arguments() {
    return arguments;
  }

  /** What the author should know: the reader's warnings and the graph's own. */
  public List<Warning> warnings() {
    return warnings;
  }

  /**
   * The stages that the target needs, each after all that it needs. Those without a way between
   * them may be built side by side.
   */
  public List<Stage> order() {
    Set<Integer> needed = new TreeSet<>();
    List<Integer> open = new ArrayList<>(List.of(target));
    while (!open.isEmpty()) {
      int index = open.remove(open.size() - 1);
      if (needed.add(index)) {
        open.addAll(stages.get(index).dependencies());
      }
    }
    return needed.stream().map(stages::get).toList();
  }

  /**
   * The graph with the triggers that the configuration of a stage's base image brings in.
   *
   * @param index of a stage whose base is an image
   * @param expressions the image's {@code OnBuild} list
   * @throws DockerfileException if a trigger is wrong, placed at the stage's FROM
   */
  public StageGraph withTriggers(int index, List<String> expressions) {
    List<Instruction> triggers = new ArrayList<>();
    for (String expression : expressions) {
      triggers.add(InstructionParser.parseTrigger(expression, stages.get(index).from().range()));
    }
    List<Stage> changed = new ArrayList<>(stages);
    changed.set(index, StageNames.of(stages).withTriggers(stages.get(index), triggers));
    return new StageGraph(escape, changed, target, arguments, warnings);
  }
}
