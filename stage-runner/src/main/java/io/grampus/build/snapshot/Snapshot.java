package io.grampus.build.snapshot;

import java.util.ArrayList;
import java.util.List;

/**
 * A root file system as a stack of directories that overlayfs can merge.
 *
 * @param directories names relative to the store, lowest first; none for an empty file system
 */
public record Snapshot(List<String> directories) {
  /** An empty root file system. */
  public static final Snapshot EMPTY = new Snapshot(List.of());

  /** Copies the list. */
  public Snapshot {
    directories = List.copyOf(directories);
  }

  /** This stack with one more directory on top. */
  public Snapshot plus(String directory) {
    List<String> more = new ArrayList<>(directories);
    more.add(directory);
    return new Snapshot(more);
  }
}
