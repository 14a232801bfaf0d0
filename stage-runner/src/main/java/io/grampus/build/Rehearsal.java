package io.grampus.build;

import io.grampus.build.dockerfile.ArgInstruction;
import io.grampus.build.dockerfile.EnvInstruction;
import io.grampus.build.dockerfile.Instruction;
import io.grampus.build.dockerfile.InstructionExpander;
import io.grampus.build.dockerfile.KeyValue;
import io.grampus.build.dockerfile.Stage;
import io.grampus.build.dockerfile.StageGraph;
import io.grampus.build.dockerfile.StageScope;
import io.grampus.build.dockerfile.StageSource;
import io.grampus.build.dockerfile.WordExpander;
import io.grampus.build.step.StepFactory;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Follows the variables through all stages of a build, so that a wrong word at a stage's end is
 * known before its first command is executed.
 */
final class Rehearsal {
  private final StageGraph stages;
  private final Function<Stage, Map<String, String>> environments;
  private final InstructionExpander expander;
  private final WordExpander words;
  private final Map<Integer, Variables> ends = new HashMap<>();

  /**
   * A rehearsal of a build.
   *
   * @param environments the environment that a stage's base image has; not asked for those that
   *     start from another stage
   */
  Rehearsal(StageGraph stages, Function<Stage, Map<String, String>> environments) {
    this.stages = stages;
    this.environments = environments;
    this.expander = new InstructionExpander(stages.escape());
    this.words = new WordExpander(stages.escape());
  }

  /**
   * Variables between two steps.
   *
   * @param scope what words are expanded with
   * @param environment what the image will have, in order
   */
  private record Variables(StageScope scope, Map<String, String> environment) {
    Variables with(EnvInstruction env) {
      Map<String, String> changed = new LinkedHashMap<>(environment);
      for (KeyValue pair : env.variables()) {
        changed.put(pair.key(), pair.value());
      }
      return new Variables(scope.set(env), changed);
    }
  }

  /**
   * Goes through the stages, those that others start from first.
   *
   * @throws io.grampus.build.dockerfile.DockerfileException for the first wrong instruction
   */
  void perform(List<Stage> order) {
    for (Stage stage : order) {
      Variables variables = start(stage);
      for (Instruction instruction : stage.steps()) {
        variables = perform(instruction, variables);
      }
      ends.put(stage.index(), variables);
    }
  }

  private Variables start(Stage stage) {
    Variables end = stage.base() instanceof StageSource.OfStage o ? ends.get(o.index()) : null;
    if (end != null) {
      return new Variables(end.scope().inherit(end.environment()), end.environment());
    }
    Map<String, String> environment = environments.apply(stage);
    return new Variables(StageScope.of(stages.arguments(), environment), environment);
  }

  private Variables perform(Instruction instruction, Variables variables) {
    Map<String, String> values = variables.scope().environment();
    Instruction expanded = expander.expand(instruction, values);
    StepFactory.refuseWrong(expanded, expander, values);
    if (expanded instanceof EnvInstruction env) {
      return variables.with(env);
    }
    return expanded instanceof ArgInstruction arg
        ? new Variables(variables.scope().declare(arg, words), variables.environment())
        : variables;
  }
}
