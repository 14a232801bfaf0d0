package io.grampus.build;

import io.grampus.build.dockerfile.DockerfileException;
import io.grampus.build.dockerfile.DockerfileReader;
import io.grampus.build.dockerfile.DockerfileText;
import io.grampus.build.dockerfile.GraphInputs;
import io.grampus.build.dockerfile.InstructionParser;
import io.grampus.build.dockerfile.ParsedDockerfile;
import io.grampus.build.dockerfile.PlatformArguments;
import io.grampus.build.dockerfile.StageGraph;
import io.grampus.build.dockerfile.Warning;
import io.grampus.build.image.Platform;
import io.grampus.build.step.StageState;
import io.grampus.os.GrampusException;
import java.util.List;
import java.util.Set;

/** Builds images from Dockerfiles: from the text to the exported image, in one straight line. */
public final class ImageBuilder implements BuildService {
  private final BuildMachinery machinery;

  /** A builder that works with that machinery. */
  public ImageBuilder(BuildMachinery machinery) {
    this.machinery = machinery;
  }

  @Override
  public BuildResult build(BuildRequest request, BuildListener listener)
      throws InterruptedException {
    BuildEvents events = new BuildEvents(listener, machinery.clock());
    try {
      BuildResult result = build(request, events);
      events.tell(new BuildEvent.BuildFinished(events.now(), result));
      return result;
    } catch (GrampusException | InterruptedException e) {
      events.tell(new BuildEvent.BuildAborted(events.now()));
      throw e;
    }
  }

  private BuildResult build(BuildRequest request, BuildEvents events) throws InterruptedException {
    machinery.exporter().check(request);
    BuildContext context = BuildContext.of(request);
    LoadedDockerfile dockerfile = LoadedDockerfile.read(request, events);
    SourcePlaces places = new SourcePlaces(dockerfile.text());
    try {
      DockerfileText lines = DockerfileReader.read(dockerfile.name(), dockerfile.bytes());
      ParsedDockerfile instructions = InstructionParser.parse(lines);
      StageGraph stages = StageGraph.build(instructions, inputs(request));
      warn(stages.warnings(), places, events);
      StageBuilder builder = new StageBuilder(machinery, request, context, events, places);
      StageState image = builder.build(stages);
      StoreSync sync = StoreSync.start(machinery);
      BuildResult result = new ImageAssembler(machinery, request, events).assemble(image);
      sync.await(events);
      return result;
    } catch (DockerfileException e) {
      throw places.placed(e);
    }
  }

  private static GraphInputs inputs(BuildRequest request) {
    String platform = Platform.host().toString();
    return new GraphInputs(
        request.buildArgs(), PlatformArguments.of(platform, platform), request.target(), Set.of());
  }

  private static void warn(List<Warning> warnings, SourcePlaces places, BuildEvents events) {
    for (Warning warning : warnings) {
      events.warn(warning.rule(), warning.message(), places.of(warning.range()));
    }
  }
}
