package io.grampus.build;

import io.grampus.os.GrampusException;

/** Says what there is to say of a Dockerfile without building it. */
@FunctionalInterface
public interface DockerfileInspector {

  /** An inspector that looks at the base images in the store, and asks no registry. */
  static DockerfileInspector of(BuildMachinery machinery) {
    return request -> {
      BuildEvents events = new BuildEvents(event -> {}, machinery.clock());
      try (OpenedContexts contexts = OpenedContexts.open(machinery, request, events)) {
        LoadedDockerfile dockerfile =
            new DockerfileLoader(machinery.files(), contexts, events).load(request.dockerfile());
        boolean whole = request.target() == null;
        return Inspection.of(
            UnderstoodDockerfile.of(
                request, dockerfile, contexts.main().ignored(), machinery.store(), whole));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new GrampusException("interrupted", "the inspection was interrupted", null, e);
      }
    };
  }

  /**
   * Reads and checks the Dockerfile that a request names.
   *
   * @throws io.grampus.os.GrampusException as a build does for what is wrong with it
   */
  Inspection inspect(BuildRequest request);
}
