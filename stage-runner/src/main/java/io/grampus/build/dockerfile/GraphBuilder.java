package io.grampus.build.dockerfile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds a {@link StageGraph}: splits at FROM, computes the global arguments, resolves names. */
final class GraphBuilder {
  private final ParsedDockerfile dockerfile;
  private final GraphInputs inputs;
  private final WordExpander words;
  private final List<FromInstruction> froms = new ArrayList<>();
  private final List<List<Instruction>> bodies = new ArrayList<>();
  private final Map<String, String> globals = new HashMap<>();
  private final Map<String, Integer> earlier = new HashMap<>();
  private final List<Warning> warnings;

  GraphBuilder(ParsedDockerfile dockerfile, GraphInputs inputs) {
    this.dockerfile = dockerfile;
    this.inputs = inputs;
    this.words = new WordExpander(dockerfile.escape());
    this.warnings = new ArrayList<>(dockerfile.warnings());
  }

  StageGraph build() {
    globals.putAll(inputs.platformArguments());
    globals.replaceAll((name, value) -> inputs.buildArguments().getOrDefault(name, value));
    for (Instruction instruction : dockerfile.instructions()) {
      sort(instruction);
    }
    if (froms.isEmpty()) {
      throw new DockerfileException(
          "dockerfile-no-stage",
          "the Dockerfile contains no stages to build",
          "add FROM and the name of a base image",
          dockerfile.instructions().get(0).range());
    }
    StageNames names = StageNames.ofFroms(froms);
    int target = target(names);
    globals.putIfAbsent("TARGETSTAGE", targetStage());
    List<Stage> stages = new ArrayList<>();
    for (int index = 0; index < froms.size(); index++) {
      stages.add(stage(index, names, stages));
    }
    BuildArguments arguments = new BuildArguments(inputs.buildArguments(), globals);
    return new StageGraph(dockerfile.escape(), stages, target, arguments, warnings);
  }

  private void sort(Instruction instruction) {
    if (instruction instanceof FromInstruction from) {
      froms.add(from);
      bodies.add(new ArrayList<>());
    } else if (!bodies.isEmpty()) {
      bodies.get(bodies.size() - 1).add(instruction);
    } else if (instruction instanceof ArgInstruction arg) {
      declareGlobals(arg);
    } else {
      throw new DockerfileException(
          "dockerfile-no-stage",
          "no build stage in current context: only ARG may stand before the first FROM",
          "start the Dockerfile with FROM and the name of a base image",
          instruction.range());
    }
  }

  private void declareGlobals(ArgInstruction arg) {
    for (ArgDeclaration declaration : arg.arguments()) {
      String value = inputs.buildArguments().get(declaration.name());
      if (value == null && declaration.defaultValue() != null) {
        value = words.expand(declaration.defaultValue(), globals, arg.range()).text();
      }
      if (value != null) {
        globals.put(declaration.name(), value);
      }
    }
  }

  private int target(StageNames names) {
    String wanted = inputs.target();
    if (wanted == null || wanted.isEmpty()) {
      return froms.size() - 1;
    }
    Integer index = names.find(wanted);
    if (index == null) {
      throw new DockerfileException(
          "dockerfile-unknown-target",
          Suggestion.append(
              "target stage " + GoQuote.quote(wanted) + " could not be found", wanted, names.all()),
          names.all().isEmpty()
              ? "no stage has a name; write FROM IMAGE AS NAME"
              : "the stages are " + String.join(", ", names.all()),
          froms.get(froms.size() - 1).range());
    }
    return index;
  }

  private String targetStage() {
    String wanted = inputs.target();
    String last = froms.get(froms.size() - 1).stageName();
    String name = wanted == null || wanted.isEmpty() ? last : wanted;
    return name == null ? "default" : name;
  }

  private Stage stage(int index, StageNames names, List<Stage> before) {
    FromInstruction from = froms.get(index);
    String name = from.stageName();
    String image = expanded(from.image(), from);
    if (image.isEmpty()) {
      throw new DockerfileException(
          "dockerfile-base-name",
          "base name (" + from.image() + ") should not be blank",
          "give the ARG a default value before the first FROM, or pass it with --build-arg",
          from.range());
    }
    String platform = platform(from);
    StageSource base = base(image);
    remember(name, index, from);
    if (name != null && inputs.namedContexts().contains(name)) {
      StageSource context = new StageSource.External(name);
      return new Stage(index, name, from, context, platform, List.of(), List.of(), Map.of());
    }
    List<Instruction> triggers = inherited(base, from, before);
    Stage stage =
        new Stage(index, name, from, base, platform, List.of(), bodies.get(index), Map.of());
    return names.withTriggers(stage, triggers);
  }

  private String expanded(String word, FromInstruction from) {
    return words.expand(word, globals, from.range()).text();
  }

  private @Nullable String platform(FromInstruction from) {
    if (from.platform() == null) {
      return null;
    }
    String platform = expanded(from.platform(), from);
    if (platform.isEmpty()) {
      throw new DockerfileException(
          "dockerfile-platform",
          "empty platform value from expression " + from.platform(),
          "use a variable that is set, such as $BUILDPLATFORM",
          from.range());
    }
    return platform;
  }

  /**
   * Only stages above count: a later stage of that name leaves it an image's name. So does an upper
   * case letter, though stages' names have lost theirs.
   */
  private StageSource base(String image) {
    Integer index = earlier.get(image);
    return index == null ? StageNames.external(image) : new StageSource.OfStage(index);
  }

  /** A second stage of a name is allowed, for BuildKit allows it; it is hardly ever meant. */
  private void remember(@Nullable String name, int index, FromInstruction from) {
    if (name != null && earlier.put(name, index) != null) {
      warnings.add(
          new Warning(
              "DuplicateStageName",
              "Duplicate stage name " + GoQuote.quote(name) + ", stage names should be unique",
              from.range()));
    }
  }

  private static List<Instruction> inherited(
      StageSource base, FromInstruction from, List<Stage> before) {
    List<Instruction> triggers = new ArrayList<>();
    if (base instanceof StageSource.OfStage stage) {
      for (Instruction instruction : before.get(stage.index()).steps()) {
        if (instruction instanceof OnbuildInstruction onbuild) {
          triggers.add(InstructionParser.parseTrigger(onbuild.expression(), from.range()));
        }
      }
    }
    return triggers;
  }
}
