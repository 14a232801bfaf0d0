package io.grampus.build;

import io.grampus.build.Inspection.Finding;
import io.grampus.build.check.BaseFacts;
import io.grampus.build.check.CheckOptions;
import io.grampus.build.check.CheckedStages;
import io.grampus.build.check.DockerfileChecks;
import io.grampus.build.dockerfile.DockerfileException;
import io.grampus.build.dockerfile.DockerfileReader;
import io.grampus.build.dockerfile.DockerfileText;
import io.grampus.build.dockerfile.GraphInputs;
import io.grampus.build.dockerfile.InstructionParser;
import io.grampus.build.dockerfile.ParsedDockerfile;
import io.grampus.build.dockerfile.PlatformArguments;
import io.grampus.build.dockerfile.SourceRange;
import io.grampus.build.dockerfile.Stage;
import io.grampus.build.dockerfile.StageGraph;
import io.grampus.build.dockerfile.StageSource;
import io.grampus.build.dockerfile.Warning;
import io.grampus.build.image.ImageConfig;
import io.grampus.build.image.ImageReference;
import io.grampus.build.image.Platform;
import io.grampus.build.pattern.IgnoreRules;
import io.grampus.build.store.Store;
import io.grampus.os.GrampusException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A request's Dockerfile, read and checked; nothing of it is built yet.
 *
 * @param places where its lines are
 * @param instructions in order
 * @param stages for the request's target and arguments
 * @param violation the failure of a build that may break no rule, but does; null for none
 */
record UnderstoodDockerfile(
    SourcePlaces places,
    ParsedDockerfile instructions,
    StageGraph stages,
    @Nullable GrampusException violation) {

  /**
   * What a Dockerfile is checked with.
   *
   * @param ignored what is left out of the context
   * @param store the base images that are there already are looked at
   * @param whole whether all stages are checked, and not only those that the target needs
   */
  record Surroundings(BuildRequest request, IgnoreRules ignored, Store store, boolean whole) {
    private DockerfileChecks checks(ParsedDockerfile instructions) {
      return new DockerfileChecks(
          CheckOptions.of(instructions, request.buildArgs()),
          predefined(),
          ignored,
          name -> facts(name, store));
    }

    private StageGraph stages(ParsedDockerfile instructions) {
      Set<String> contexts = request.context().named().keySet();
      StageGraph stages =
          StageGraph.build(
              instructions,
              new GraphInputs(request.buildArgs(), predefined(), request.target(), contexts));
      stages.stages().forEach(stage -> checkNames(stage, contexts));
      return stages;
    }
  }

  /**
   * Reads and checks.
   *
   * @param found is told of every broken rule, in the order of the lines; also where the Dockerfile
   *     is wrong
   */
  static UnderstoodDockerfile of(
      LoadedDockerfile dockerfile, Surroundings surroundings, Consumer<Finding> found) {
    SourcePlaces places = new SourcePlaces(dockerfile.text());
    List<Warning> warnings = new ArrayList<>();
    try {
      return of(dockerfile, surroundings, places, warnings);
    } catch (DockerfileException e) {
      throw places.placed(e);
    } finally {
      for (Warning warning : warnings) {
        found.accept(new Finding(warning.rule(), warning.message(), places.of(warning.range())));
      }
    }
  }

  private static UnderstoodDockerfile of(
      LoadedDockerfile dockerfile,
      Surroundings surroundings,
      SourcePlaces places,
      List<Warning> warnings) {
    DockerfileText text = DockerfileReader.read(dockerfile.name(), dockerfile.bytes());
    ParsedDockerfile instructions;
    try {
      instructions = InstructionParser.parse(text);
    } catch (DockerfileException e) {
      ParsedDockerfile right = InstructionParser.parse(text.before(e.range().firstLine()));
      warnings.addAll(surroundings.checks(right).checkForms(right));
      throw e;
    }
    DockerfileChecks checks = surroundings.checks(instructions);
    StageGraph stages;
    try {
      stages = surroundings.stages(instructions);
    } catch (DockerfileException e) {
      warnings.addAll(checks.checkForms(instructions));
      throw e;
    }
    if (surroundings.whole()) {
      CheckedStages checked = checks.checkAll(instructions, stages);
      warnings.addAll(checked.warnings());
      if (checked.failure() != null) {
        throw checked.failure();
      }
    } else {
      warnings.addAll(checks.check(instructions, stages));
    }
    return new UnderstoodDockerfile(
        places, instructions, stages, checks.violation(warnings).orElse(null));
  }

  /** What no image can be called is wrong in stages that nothing needs, too. */
  private static void checkNames(Stage stage, Set<String> contexts) {
    SourceRange from = stage.from().range();
    if (stage.base() instanceof StageSource.External external) {
      checkAt(from, () -> ImageReference.parse(external.name()));
    }
    String platform = stage.platform();
    if (platform != null) {
      checkAt(from, () -> Platform.parse(platform));
    }
    stage
        .references()
        .forEach(
            (name, instruction) -> {
              boolean image = stage.source(name) instanceof StageSource.External;
              if (image && !contexts.contains(name)) {
                checkAt(instruction.range(), () -> ImageReference.parse(name));
              }
            });
  }

  private static void checkAt(SourceRange place, Runnable check) {
    try {
      check.run();
    } catch (GrampusException e) {
      throw new DockerfileException(e.code(), String.valueOf(e.getMessage()), e.hint(), place);
    }
  }

  private static Map<String, String> predefined() {
    String platform = Platform.host().toString();
    return PlatformArguments.of(platform, platform);
  }

  private static Optional<BaseFacts> facts(String name, Store store) {
    try {
      return store
          .images()
          .find(ImageReference.parse(name), Platform.host())
          .map(image -> facts(store.images().config(image)));
    } catch (GrampusException e) {
      return Optional.empty(); // the build will say what is wrong with the image
    }
  }

  private static BaseFacts facts(ImageConfig config) {
    List<String> shell = config.config().shell();
    return new BaseFacts(
        config.environment(),
        shell == null ? List.of() : List.copyOf(shell),
        config.platform().toString());
  }
}
