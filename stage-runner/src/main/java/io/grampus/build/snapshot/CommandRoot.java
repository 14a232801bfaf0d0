package io.grampus.build.snapshot;

import io.grampus.build.layer.PendingXattr;
import io.grampus.sandbox.RootFileSystem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** The root file system that a step's command gets. */
interface CommandRoot {
  /** What a sandbox is given; mount points must be there already. */
  RootFileSystem fileSystem() throws IOException;

  /** The directory below which mount points are made that the image lacks. */
  Path stubs() throws IOException;

  /** Whether directories can be merged for it by overlayfs. */
  boolean merges();

  /** Hears of a mount point that was made, parents first. */
  void stubMade(Path stub);

  /**
   * Sees to it that what the command changed is in the upper directory.
   *
   * @param pending told of attributes that could not be set there
   */
  void collect(Path upper, Consumer<PendingXattr> pending) throws IOException;

  /** Hears that the changes became that step, or none. */
  void committed(Optional<CommittedStep> step);

  /** Ends its use; what the command changed is forgotten unless it was committed. */
  void close();
}
