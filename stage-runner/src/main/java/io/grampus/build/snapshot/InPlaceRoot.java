package io.grampus.build.snapshot;

import io.grampus.build.layer.PendingXattr;
import io.grampus.os.GrampusException;
import io.grampus.sandbox.RootFileSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A working tree for the command of one step, taken when it is first asked for. */
final class InPlaceRoot implements CommandRoot {
  private final WorkingTrees trees;
  private final Snapshot parent;
  private final Deque<Path> stubs = new ArrayDeque<>();
  private @Nullable WorkingTree tree;

  InPlaceRoot(WorkingTrees trees, Snapshot parent) {
    this.trees = trees;
    this.parent = parent;
  }

  private WorkingTree tree() throws IOException {
    WorkingTree taken = tree;
    if (taken == null) {
      taken = trees.take(parent);
      tree = taken;
    }
    return taken;
  }

  @Override
  public RootFileSystem fileSystem() throws IOException {
    try {
      tree().letClockTick();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new GrampusException("interrupted", "the build was interrupted", null, e);
    }
    return new RootFileSystem.Directory(tree().root());
  }

  @Override
  public Path stubs() throws IOException {
    return tree().root();
  }

  @Override
  public boolean merges() {
    return false;
  }

  @Override
  public void stubMade(Path stub) {
    stubs.push(stub);
  }

  @Override
  public void collect(Path upper, Consumer<PendingXattr> pending) throws IOException {
    WorkingTree used = tree;
    if (used != null) {
      removeStubs();
      used.collect(upper, pending);
    }
  }

  /** A mount point that the command put something into, or replaced, is the command's. */
  private void removeStubs() throws IOException {
    for (Path stub : stubs) {
      if (isUnused(stub)) {
        Files.delete(stub);
      }
    }
    stubs.clear();
  }

  private static boolean isUnused(Path stub) throws IOException {
    if (Files.isDirectory(stub, LinkOption.NOFOLLOW_LINKS)) {
      try (Stream<Path> entries = Files.list(stub)) {
        return entries.findAny().isEmpty();
      }
    }
    return Files.isRegularFile(stub, LinkOption.NOFOLLOW_LINKS) && Files.size(stub) == 0;
  }

  @Override
  public void committed(Optional<CommittedStep> step) {
    WorkingTree used = tree;
    if (used != null) {
      step.ifPresent(done -> used.holds(parent.plus(done.directory())));
      trees.giveBack(used);
      tree = null;
    }
  }

  @Override
  public void close() {
    if (tree != null) {
      tree.remove();
      tree = null;
    }
  }
}
