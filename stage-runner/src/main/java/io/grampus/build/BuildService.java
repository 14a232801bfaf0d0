package io.grampus.build;

/** Builds images; what a front end needs to know of the builder. */
@FunctionalInterface
public interface BuildService {

  /**
   * Builds and exports one image.
   *
   * @param listener hears the build's events until this method returns
   * @throws io.grampus.os.GrampusException for whatever the user can mend, with the image store as
   *     it was before; a {@link BuildFailedException} where the Dockerfile has a place for it
   * @throws InterruptedException when the calling thread is interrupted; every process started is
   *     then gone and every temporary file removed
   */
  BuildResult build(BuildRequest request, BuildListener listener) throws InterruptedException;
}
