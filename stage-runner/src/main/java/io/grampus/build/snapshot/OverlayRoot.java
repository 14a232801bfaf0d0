package io.grampus.build.snapshot;

import io.grampus.build.layer.PendingXattr;
import io.grampus.sandbox.RootFileSystem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The directories of a working snapshot for overlayfs to merge: stubs lie lowest, so that
 * everything covers them.
 *
 * @param store the directory that the names of snapshots are relative to
 * @param parent the snapshot below
 * @param directory the working snapshot's own
 */
record OverlayRoot(Path store, Snapshot parent, Path directory) implements CommandRoot {
  @Override
  public RootFileSystem fileSystem() {
    List<String> lowers = new ArrayList<>();
    lowers.add(name(WorkingSnapshot.STUBS));
    lowers.addAll(parent.directories());
    Collections.reverse(lowers);
    return new RootFileSystem.Overlay(
        store,
        lowers,
        name(WorkingSnapshot.UPPER),
        name(WorkingSnapshot.WORK),
        name(WorkingSnapshot.MOUNT_POINT));
  }

  private String name(String part) {
    return store.relativize(directory.resolve(part)).toString();
  }

  @Override
  public Path stubs() {
    return directory.resolve(WorkingSnapshot.STUBS);
  }

  @Override
  public boolean merges() {
    return true;
  }

  @Override
  public void stubMade(Path stub) {
    // they lie in a directory of their own, which is no part of the snapshot
  }

  @Override
  public void collect(Path upper, Consumer<PendingXattr> pending) {
    // overlayfs has put everything there
  }

  @Override
  public void committed(Optional<CommittedStep> step) {
    // nothing is kept
  }

  @Override
  public void close() {
    // it goes with the working snapshot
  }
}
