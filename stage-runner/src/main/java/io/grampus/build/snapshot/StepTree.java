package io.grampus.build.snapshot;

import io.grampus.build.layer.PendingXattr;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * A plain directory tree with the content of a snapshot, in which commands run, and what tells
 * which changes they made. Belongs to one step at a time.
 */
interface StepTree {
  /** The tree's root directory. */
  Path root();

  /** How many of the snapshot's directories are in the tree; -1 where it cannot become that. */
  int agreesWith(Snapshot wanted);

  /** Adds what the snapshot has over the present content. */
  void advanceTo(Snapshot wanted) throws IOException;

  /** Makes sure that changes from now on are seen. */
  void prepare() throws InterruptedException, IOException;

  /**
   * Puts what was changed since {@link #advanceTo} into an upper directory, as overlayfs would.
   *
   * @param below what the tree held before
   * @param pending told of attributes that could not be set there
   */
  void collect(Snapshot below, Path upper, Consumer<PendingXattr> pending) throws IOException;

  /** The tree holds that snapshot now. */
  void holds(Snapshot snapshot);

  /** Removes everything. */
  void remove();

  /** Makes trees. */
  @FunctionalInterface
  interface Maker {
    /** A tree of the empty snapshot. */
    StepTree make() throws IOException;
  }
}
