package io.grampus.build;

import io.grampus.build.dockerfile.SourceRange;
import io.grampus.os.GrampusException;
import java.io.IOException;

/**
 * Does the work of instructions, so that a failure names its place in the Dockerfile and the vertex
 * that is shown for it ends as the work does.
 */
final class PlacedWork {
  private final SourcePlaces places;

  PlacedWork(SourcePlaces places) {
    this.places = places;
  }

  /** Work that fails with the place it is about. */
  @FunctionalInterface
  interface Work<T> {
    T run() throws IOException, InterruptedException;
  }

  <T> T placed(SourceRange range, Work<T> work) throws InterruptedException {
    try {
      return work.run();
    } catch (GrampusException e) {
      throw places.placed(e, range);
    } catch (IOException e) {
      throw places.placed(SystemFailure.of(e), range);
    }
  }

  <T> T supervised(Vertex vertex, SourceRange range, Work<T> work) throws InterruptedException {
    try {
      T result = placed(range, work);
      vertex.finish();
      return result;
    } catch (GrampusException e) {
      if (Thread.interrupted()) { // a channel that was closed by the interrupt looks broken
        vertex.cancel();
        throw interrupted(e);
      }
      vertex.fail(String.valueOf(e.getMessage()));
      throw e;
    } catch (InterruptedException e) {
      vertex.cancel();
      throw e;
    }
  }

  private static InterruptedException interrupted(GrampusException cause) {
    InterruptedException interrupted = new InterruptedException("the build was interrupted");
    interrupted.initCause(cause);
    return interrupted;
  }
}
