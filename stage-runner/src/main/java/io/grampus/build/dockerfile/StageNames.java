package io.grampus.build.dockerfile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds stages by name or index. Of several stages with one name the last one has it. */
final class StageNames {
  private final Map<String, Integer> indexes = new HashMap<>();
  private final int count;

  private StageNames(int count) {
    this.count = count;
  }

  static StageNames of(List<Stage> stages) {
    StageNames names = new StageNames(stages.size());
    stages.forEach(stage -> names.add(stage.name(), stage.index()));
    return names;
  }

  static StageNames ofFroms(List<FromInstruction> froms) {
    StageNames names = new StageNames(froms.size());
    for (int index = 0; index < froms.size(); index++) {
      names.add(froms.get(index).stageName(), index);
    }
    return names;
  }

  private void add(@Nullable String name, int index) {
    if (name != null) {
      indexes.put(name, index);
    }
  }

  List<String> all() {
    return indexes.keySet().stream().sorted().toList();
  }

  /** The stage with that name in any case, or with that index, or null. */
  @Nullable Integer find(String name) {
    Integer index = indexes.get(name.toLowerCase(Locale.ROOT));
    return index == null && isIndex(name) && Integer.parseInt(name) < count
        ? Integer.valueOf(name)
        : index;
  }

  Stage withTriggers(Stage stage, List<Instruction> triggers) {
    List<Instruction> steps = new ArrayList<>(triggers);
    steps.addAll(stage.instructions());
    return new Stage(
        stage.index(),
        stage.name(),
        stage.from(),
        stage.base(),
        stage.platform(),
        triggers,
        stage.instructions(),
        sources(steps));
  }

  /** What the {@code --from} and {@code from=} of the instructions mean. */
  Map<String, StageSource> sources(List<Instruction> instructions) {
    Map<String, StageSource> sources = new LinkedHashMap<>();
    StageReferences.named(instructions)
        .forEach((name, instruction) -> sources.put(name, source(name, instruction)));
    return sources;
  }

  private StageSource source(String name, Instruction instruction) {
    Integer index = find(name);
    if (index != null) {
      return new StageSource.OfStage(index);
    }
    if (isIndex(name) && instruction instanceof CopyInstruction) {
      throw new DockerfileException(
          "dockerfile-stage",
          "invalid stage index " + name,
          "the stages are numbered from 0 to " + (count - 1),
          instruction.range());
    }
    return external(name);
  }

  static StageSource external(String name) {
    return name.equals(StageSource.SCRATCH)
        ? new StageSource.OfScratch()
        : new StageSource.External(name);
  }

  private static boolean isIndex(String name) {
    return name.matches("[0-9]{1,9}");
  }
}
