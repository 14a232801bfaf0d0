package io.grampus.build;

import io.grampus.build.dockerfile.DockerfileException;
import io.grampus.os.GrampusException;

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
    try (OpenedContexts contexts = OpenedContexts.open(machinery, request, events)) {
      return build(request, contexts, events);
    }
  }

  private BuildResult build(BuildRequest request, OpenedContexts contexts, BuildEvents events)
      throws InterruptedException {
    LoadedDockerfile dockerfile =
        new DockerfileLoader(machinery.files(), contexts, events).load(request.dockerfile());
    UnderstoodDockerfile understood =
        UnderstoodDockerfile.of(
            dockerfile,
            new UnderstoodDockerfile.Surroundings(
                request, contexts.main().ignored(), machinery.store(), false),
            finding -> events.warn(finding.rule(), finding.message(), finding.place()));
    GrampusException violation = understood.violation();
    if (violation != null) {
      throw violation;
    }
    SourcePlaces places = understood.places();
    try {
      StageBuilder builder = new StageBuilder(machinery, request, contexts, events, places);
      BuiltImage image = builder.build(understood.stages());
      StoreSync sync = StoreSync.start(machinery);
      BuildResult result = new ImageAssembler(machinery, request, events).assemble(image);
      builder.exportCaches(understood.stages());
      sync.await(events);
      return result;
    } catch (DockerfileException e) {
      throw places.placed(e);
    }
  }
}
