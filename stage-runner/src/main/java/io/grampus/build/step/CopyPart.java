package io.grampus.build.step;

import io.grampus.build.copy.CopyRequest;
import io.grampus.build.copy.Fingerprint;
import io.grampus.build.layer.UpperTree;
import io.grampus.build.snapshot.WorkingSnapshot;
import java.io.IOException;
import java.util.List;

/** One source of a COPY or ADD: what its content is, and how it gets into the image. */
interface CopyPart {
  /**
   * A text that is the same only where the same would be copied.
   *
   * @param request what the parts have in common
   */
  String identity(CopyRequest request) throws IOException, InterruptedException;

  /** The files of {@link #identity}, once that is known. */
  default List<Fingerprint.FileDigest> files() {
    return List.of();
  }

  /** Copies it. */
  void copy(CopyRequest request, WorkingSnapshot working, UpperTree target)
      throws IOException, InterruptedException;

  /**
   * Whether what was copied is what {@link #identity} spoke of, which somebody may have changed.
   */
  default boolean isUnchanged(CopyRequest request) throws IOException, InterruptedException {
    return true;
  }
}
