package io.grampus.build.dockerfile;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The variables of a stage between two of its steps: the environment, into which declared build
 * arguments are mixed, and the declarations. Immutable; every change yields another scope.
 */
public final class StageScope {
  private final BuildArguments supply;
  private final Map<String, String> environment;
  private final List<BuildArgument> declared;

  private StageScope(
      BuildArguments supply, Map<String, String> environment, List<BuildArgument> declared) {
    this.supply = supply;
    this.environment = Collections.unmodifiableMap(environment);
    this.declared = List.copyOf(declared);
  }

  /**
   * The scope at the start of a stage from an image.
   *
   * @param environment of the image, in order
   */
  public static StageScope of(BuildArguments supply, Map<String, String> environment) {
    return new StageScope(supply, new LinkedHashMap<>(environment), List.of());
  }

  /**
   * The scope at the start of a stage whose base is the stage that ended with this scope: it
   * inherits the build arguments too, and the image's environment wins over them.
   *
   * @param imageEnvironment of the base stage's image, in order
   */
  public StageScope inherit(Map<String, String> imageEnvironment) {
    Map<String, String> merged = new LinkedHashMap<>(environment);
    merged.putAll(imageEnvironment);
    return new StageScope(supply, merged, declared);
  }

  /**
   * What an {@code ARG} does: each name takes the given value, else its expanded default, else the
   * global value; without any it is declared and not set.
   *
   * @throws DockerfileException if a default that is needed does not expand
   */
  public StageScope declare(ArgInstruction instruction, WordExpander words) {
    Map<String, String> changed = new LinkedHashMap<>(environment);
    List<BuildArgument> arguments = new ArrayList<>(declared);
    for (ArgDeclaration declaration : instruction.arguments()) {
      String name = declaration.name();
      String value = supply.given().get(name);
      if (value == null && declaration.defaultValue() != null) {
        value = words.expand(declaration.defaultValue(), changed, instruction.range()).text();
      } else if (value == null) {
        value = supply.inherited(name);
      }
      if (value != null) {
        changed.put(name, value);
      }
      arguments.add(new BuildArgument(name, value));
    }
    return new StageScope(supply, changed, arguments);
  }

  /** What an {@code ENV}, already expanded, does. */
  public StageScope set(EnvInstruction instruction) {
    Map<String, String> changed = new LinkedHashMap<>(environment);
    instruction.variables().forEach(pair -> changed.put(pair.key(), pair.value()));
    return new StageScope(supply, changed, declared);
  }

  /** What a RUN gets as its environment and what variables are replaced from; in order. */
  public Map<String, String> environment() {
    return environment;
  }

  /** Everything declared so far, in order, a name as often as it was declared. */
  public List<BuildArgument> declared() {
    return declared;
  }
}
