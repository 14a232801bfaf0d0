package io.grampus.build.snapshot;

import io.grampus.build.store.Store;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The working trees of one build that no step uses at present: as many as stages went apart. Safe
 * for several threads.
 */
final class WorkingTrees {
  private final Store store;
  private final StoreFiles files;
  private final List<WorkingTree> idle = new ArrayList<>();

  WorkingTrees(Store store, StoreFiles files) {
    this.store = store;
    this.files = files;
  }

  /** A tree with that content, made of the one that comes nearest; the caller's alone. */
  WorkingTree take(Snapshot wanted) throws IOException {
    Optional<WorkingTree> nearest = nearest(wanted);
    WorkingTree tree = nearest.isPresent() ? nearest.get() : WorkingTree.create(store, files);
    try {
      tree.advanceTo(wanted);
      return tree;
    } catch (IOException | RuntimeException e) {
      tree.remove();
      throw e;
    }
  }

  private synchronized Optional<WorkingTree> nearest(Snapshot wanted) {
    Optional<WorkingTree> found =
        idle.stream()
            .filter(tree -> tree.agreesWith(wanted) >= 0)
            .max(Comparator.comparingInt(tree -> tree.agreesWith(wanted)));
    found.ifPresent(idle::remove);
    return found;
  }

  /** Takes a tree back whose content is known. */
  synchronized void giveBack(WorkingTree tree) {
    idle.add(tree);
  }
}
