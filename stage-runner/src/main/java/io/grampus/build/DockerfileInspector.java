package io.grampus.build;

import io.grampus.os.GrampusException;
import java.util.function.Consumer;

/** Says what there is to say of a Dockerfile without building it. */
@FunctionalInterface
public interface DockerfileInspector {

  /** An inspector that looks at the base images in the store, and asks no registry. */
  static DockerfileInspector of(BuildMachinery machinery) {
    return (request, found) -> {
      BuildEvents events = new BuildEvents(event -> {}, machinery.clock());
      try (OpenedContexts contexts = OpenedContexts.open(machinery, request, events)) {
        LoadedDockerfile dockerfile =
            new DockerfileLoader(machinery.files(), contexts, events).load(request.dockerfile());
        boolean whole = request.target() == null;
        return Inspection.of(
            UnderstoodDockerfile.of(
                dockerfile,
                new UnderstoodDockerfile.Surroundings(
                    request, contexts.main().ignored(), machinery.store(), whole),
                found));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new GrampusException("interrupted", "the inspection was interrupted", null, e);
      }
    };
  }

  /**
   * Reads and checks the Dockerfile that a request names.
   *
   * @param found is told of every broken rule, in the order of the lines; also where the Dockerfile
   *     is wrong
   * @throws io.grampus.os.GrampusException as a build does for what is wrong with it
   */
  Inspection inspect(BuildRequest request, Consumer<Inspection.Finding> found);
}
