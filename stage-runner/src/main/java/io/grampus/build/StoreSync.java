package io.grampus.build;

import io.grampus.os.GrampusException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Brings to the disk what a build's steps left, while the image is being exported: once for a
 * build, since waiting after each step would slow all of them down.
 */
final class StoreSync {
  private final CompletableFuture<Void> done;

  private StoreSync(CompletableFuture<Void> done) {
    this.done = done;
  }

  static StoreSync start(BuildMachinery machinery) {
    return new StoreSync(
        CompletableFuture.runAsync(
            () ->
                machinery
                    .store()
                    .diskMarks()
                    .sync(
                        () ->
                            machinery.files().syncFileSystem(machinery.store().layout().root()))));
  }

  /** Waits for it; without it the steps are only executed again after a power cut. */
  void await(BuildEvents events) {
    try {
      done.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof GrampusException failure) {
        events.warn(failure.code(), String.valueOf(failure.getMessage()), null);
      } else {
        throw e;
      }
    }
  }
}
