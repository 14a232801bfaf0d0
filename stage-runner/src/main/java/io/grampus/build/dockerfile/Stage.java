package io.grampus.build.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One stage of a Dockerfile with everything it refers to resolved.
 *
 * @param index from 0
 * @param name lower case, or null
 * @param from the instruction that opens it, unexpanded
 * @param base what it starts from
 * @param platform expanded, as {@code OS[/ARCHITECTURE[/VARIANT]]}, or null for the target's
 * @param triggers what the base's {@code ONBUILD} instructions put in front
 * @param instructions its own
 * @param sources what {@code COPY --from} and mounts of its instructions and triggers name, by name
 */
public record Stage(
    int index,
    @Nullable String name,
    FromInstruction from,
    StageSource base,
    @Nullable String platform,
    List<Instruction> triggers,
    List<Instruction> instructions,
    Map<String, StageSource> sources) {
  /** Takes copies. */
  public Stage {
    triggers = List.copyOf(triggers);
    instructions = List.copyOf(instructions);
    sources = Map.copyOf(sources);
  }

  /** Triggers, then its own instructions: what is to be done, in order. */
  public List<Instruction> steps() {
    List<Instruction> steps = new ArrayList<>(triggers);
    steps.addAll(instructions);
    return steps;
  }

  /** The name, or for a stage without one {@code stage-INDEX}. */
  public String displayName() {
    return name == null ? "stage-" + index : name;
  }

  /**
   * What a {@code --from} or {@code from=} of this stage means.
   *
   * @throws IllegalArgumentException if no instruction of this stage names it
   */
  public StageSource source(String name) {
    StageSource source = sources.get(name);
    if (source == null) {
      throw new IllegalArgumentException(name);
    }
    return source;
  }

  /** The instructions by what their {@code --from} or {@code from=} names. */
  public Map<String, Instruction> references() {
    return StageReferences.named(steps());
  }

  /** The stages that must be there before this one can start, in order. */
  public Set<Integer> dependencies() {
    return StageReferences.stagesIn(this);
  }
}
