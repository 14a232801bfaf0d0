package io.grampus.build.snapshot;

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
  private final StepTree.Maker maker;
  private final List<StepTree> idle = new ArrayList<>();

  WorkingTrees(StepTree.Maker maker) {
    this.maker = maker;
  }

  /** A tree with that content, made of the one that comes nearest; the caller's alone. */
  StepTree take(Snapshot wanted) throws IOException {
    Optional<StepTree> nearest = nearest(wanted);
    StepTree tree = nearest.isPresent() ? nearest.get() : maker.make();
    try {
      tree.advanceTo(wanted);
      return tree;
    } catch (IOException | RuntimeException e) {
      tree.remove();
      throw e;
    }
  }

  private synchronized Optional<StepTree> nearest(Snapshot wanted) {
    Optional<StepTree> found =
        idle.stream()
            .filter(tree -> tree.agreesWith(wanted) >= 0)
            .max(Comparator.comparingInt(tree -> tree.agreesWith(wanted)));
    found.ifPresent(idle::remove);
    return found;
  }

  /** Takes a tree back whose content is known. */
  synchronized void giveBack(StepTree tree) {
    idle.add(tree);
  }
}
