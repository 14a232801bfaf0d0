package io.grampus.build;

import io.grampus.build.check.BaseFacts;
import io.grampus.build.check.CheckOptions;
import io.grampus.build.check.DockerfileChecks;
import io.grampus.build.dockerfile.DockerfileException;
import io.grampus.build.dockerfile.DockerfileReader;
import io.grampus.build.dockerfile.GraphInputs;
import io.grampus.build.dockerfile.InstructionParser;
import io.grampus.build.dockerfile.ParsedDockerfile;
import io.grampus.build.dockerfile.PlatformArguments;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request's Dockerfile, read and checked; nothing of it is built yet.
 *
 * @param places where its lines are
 * @param instructions in order
 * @param stages for the request's target and arguments
 * @param checks the rules that count
 * @param warnings what they found
 */
record UnderstoodDockerfile(
    SourcePlaces places,
    ParsedDockerfile instructions,
    StageGraph stages,
    DockerfileChecks checks,
    List<Warning> warnings) {

  /**
   * Reads and checks.
   *
   * @param ignored what is left out of the context
   * @param store the base images that are there already are looked at
   * @param whole whether all stages are checked, and not only those that the target needs
   */
  static UnderstoodDockerfile of(
      BuildRequest request,
      LoadedDockerfile dockerfile,
      IgnoreRules ignored,
      Store store,
      boolean whole) {
    SourcePlaces places = new SourcePlaces(dockerfile.text());
    try {
      ParsedDockerfile instructions =
          InstructionParser.parse(DockerfileReader.read(dockerfile.name(), dockerfile.bytes()));
      Map<String, String> predefined = predefined();
      StageGraph stages =
          StageGraph.build(
              instructions,
              new GraphInputs(
                  request.buildArgs(),
                  predefined,
                  request.target(),
                  request.context().named().keySet()));
      stages.stages().forEach(UnderstoodDockerfile::checkBase);
      DockerfileChecks checks =
          new DockerfileChecks(
              CheckOptions.of(instructions, request.buildArgs()),
              predefined,
              ignored,
              name -> facts(name, store));
      List<Warning> warnings =
          whole ? checks.checkAll(instructions, stages) : checks.check(instructions, stages);
      return new UnderstoodDockerfile(places, instructions, stages, checks, warnings);
    } catch (DockerfileException e) {
      throw places.placed(e);
    }
  }

  /** What no base can be called is wrong in stages that nothing needs, too. */
  private static void checkBase(Stage stage) {
    try {
      if (stage.base() instanceof StageSource.External external) {
        ImageReference.parse(external.name());
      }
      if (stage.platform() != null) {
        Platform.parse(stage.platform());
      }
    } catch (GrampusException e) {
      throw new DockerfileException(
          e.code(), String.valueOf(e.getMessage()), e.hint(), stage.from().range());
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
