package io.grampus.build;

import io.grampus.build.dockerfile.DockerfileException;
import io.grampus.build.dockerfile.Warning;
import io.grampus.build.step.StageState;
import io.grampus.os.GrampusException;
import java.util.List;

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
    UnderstoodDockerfile understood =
        UnderstoodDockerfile.of(request, dockerfile, context, machinery.store(), false);
    SourcePlaces places = understood.places();
    warn(understood.warnings(), places, events);
    understood.checks().refuse(understood.warnings());
    try {
      StageBuilder builder = new StageBuilder(machinery, request, context, events, places);
      StageState image = builder.build(understood.stages());
      StoreSync sync = StoreSync.start(machinery);
      BuildResult result = new ImageAssembler(machinery, request, events).assemble(image);
      sync.await(events);
      return result;
    } catch (DockerfileException e) {
      throw places.placed(e);
    }
  }

  private static void warn(List<Warning> warnings, SourcePlaces places, BuildEvents events) {
    for (Warning warning : warnings) {
      events.warn(warning.rule(), warning.message(), places.of(warning.range()));
    }
  }
}
