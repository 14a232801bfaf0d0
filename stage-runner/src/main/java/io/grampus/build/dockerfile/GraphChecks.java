package io.grampus.build.dockerfile;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The rules a graph of stages must keep. */
final class GraphChecks {
  private final StageGraph graph;
  private final Set<Integer> finished = new HashSet<>();
  private final Set<Integer> path = new HashSet<>();

  private GraphChecks(StageGraph graph) {
    this.graph = graph;
  }

  /** Throws if stages need each other in a circle, or a needed stage refers to a later one. */
  static void check(StageGraph graph) {
    GraphChecks checks = new GraphChecks(graph);
    for (Stage stage : graph.stages()) {
      checks.refuseCircles(stage.index());
    }
    for (Stage stage : graph.order()) {
      refuseForwardReferences(stage, graph);
    }
  }

  /** Walks depth first without recursion: a Dockerfile may chain a hundred thousand stages. */
  private void refuseCircles(int start) {
    Deque<Integer> open = new ArrayDeque<>();
    open.push(start);
    while (!open.isEmpty()) {
      int index = open.peek();
      if (finished.contains(index)) {
        open.pop();
      } else if (path.add(index)) {
        graph.stage(index).dependencies().forEach(other -> descend(open, index, other));
      } else {
        path.remove(index);
        finished.add(index);
        open.pop();
      }
    }
  }

  private void descend(Deque<Integer> open, int index, int other) {
    if (path.contains(other)) {
      Stage stage = graph.stage(index);
      throw new DockerfileException(
          "dockerfile-circular",
          "circular dependency detected on stage: " + graph.stage(other).displayName(),
          "let one of the stages do without the other",
          referring(stage, other));
    }
    if (!finished.contains(other)) {
      open.push(other);
    }
  }

  private static void refuseForwardReferences(Stage stage, StageGraph graph) {
    for (int other : stage.dependencies()) {
      if (other > stage.index()) {
        throw new DockerfileException(
            "dockerfile-forward-reference",
            "cannot copy from stage "
                + GoQuote.quote(graph.stage(other).displayName())
                + ", it needs to be defined before current stage "
                + GoQuote.quote(stage.displayName()),
            "move its FROM and what belongs to it further up",
            referring(stage, other));
      }
    }
  }

  private static SourceRange referring(Stage stage, int other) {
    for (Map.Entry<String, Instruction> named : StageReferences.named(stage.steps()).entrySet()) {
      if (stage.source(named.getKey()).equals(new StageSource.OfStage(other))) {
        return named.getValue().range();
      }
    }
    return stage.from().range();
  }
}
