package io.grampus.build.dockerfile;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Finds what the instructions of a stage refer to. */
final class StageReferences {
  private StageReferences() {}

  /** Every name in a {@code --from} or {@code from=}, with an instruction that uses it. */
  static Map<String, Instruction> named(List<Instruction> instructions) {
    Map<String, Instruction> names = new LinkedHashMap<>();
    for (Instruction instruction : instructions) {
      for (String name : namesIn(instruction)) {
        names.merge(name, instruction, StageReferences::stricter);
      }
    }
    return names;
  }

  /** The first one, but a COPY goes before a RUN: only there a number must be a stage. */
  private static Instruction stricter(Instruction first, Instruction second) {
    boolean copyIsSecond = second instanceof CopyInstruction;
    return copyIsSecond && !(first instanceof CopyInstruction) ? second : first;
  }

  static Set<Integer> stagesIn(Stage stage) {
    List<StageSource> sources = new ArrayList<>(stage.sources().values());
    sources.add(stage.base());
    Set<Integer> indexes = new TreeSet<>();
    for (StageSource source : sources) {
      if (source instanceof StageSource.OfStage other) {
        indexes.add(other.index());
      }
    }
    return indexes;
  }

  private static List<String> namesIn(Instruction instruction) {
    List<String> names = new ArrayList<>();
    if (instruction instanceof CopyInstruction copy && copy.from() != null) {
      names.add(copy.from());
    } else if (instruction instanceof RunInstruction run) {
      for (MountFlag mount : run.mounts()) {
        if (mount.from() != null) {
          names.add(mount.from());
        }
      }
    }
    return names;
  }
}
