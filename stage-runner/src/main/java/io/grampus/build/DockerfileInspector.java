package io.grampus.build;

import io.grampus.build.store.Store;

/** Says what there is to say of a Dockerfile without building it. */
@FunctionalInterface
public interface DockerfileInspector {

  /** An inspector that looks at the base images in this store, and asks no registry. */
  static DockerfileInspector of(Store store) {
    return request -> {
      BuildContext context = BuildContext.of(request);
      LoadedDockerfile dockerfile = LoadedDockerfile.read(request);
      boolean whole = request.target() == null;
      return Inspection.of(UnderstoodDockerfile.of(request, dockerfile, context, store, whole));
    };
  }

  /**
   * Reads and checks the Dockerfile that a request names.
   *
   * @throws io.grampus.os.GrampusException as a build does for what is wrong with it
   */
  Inspection inspect(BuildRequest request);
}
