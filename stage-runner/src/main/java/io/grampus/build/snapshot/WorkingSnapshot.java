package io.grampus.build.snapshot;

import io.grampus.build.layer.PendingXattr;
import io.grampus.build.store.Store;
import io.grampus.sandbox.Mount;
import io.grampus.sandbox.RootFileSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A snapshot that a step is changing: the directories below, and a new one that takes the changes.
 * Closing it removes what was not committed.
 */
public final class WorkingSnapshot implements AutoCloseable {
  static final String UPPER = "u";
  static final String WORK = "w";
  static final String MOUNT_POINT = "m";
  static final String STUBS = "x";

  private final Store store;
  private final Snapshot parent;
  private final Path directory;
  private final CommandRoot root;
  private final List<PendingXattr> pending = Collections.synchronizedList(new ArrayList<>());

  WorkingSnapshot(Store store, Snapshot parent, Path directory, CommandRoot root) {
    this.store = store;
    this.parent = parent;
    this.directory = directory;
    this.root = root;
  }

  /** What the step starts from. */
  public Snapshot parent() {
    return parent;
  }

  /** The directory that takes the changes. */
  public Path upper() {
    return directory.resolve(UPPER);
  }

  /** A directory for files that the step needs beside the root file system. */
  public Path scratch() {
    return directory.resolve(STUBS + "f");
  }

  /** Attributes that are to be set before the commit. */
  List<PendingXattr> pending() {
    return pending;
  }

  Path directory() {
    return directory;
  }

  /** The absolute directories that {@link #parent} names, lowest first. */
  public List<Path> lowerPaths() {
    return parent.directories().stream().map(store.layout().root()::resolve).toList();
  }

  /** The root file system for a command; mount points must be there already. */
  public RootFileSystem rootFileSystem() throws IOException {
    return root.fileSystem();
  }

  /** Whether directories can be merged by overlayfs for the command that changes it. */
  public boolean merges() {
    return root.merges();
  }

  CommandRoot commandRoot() {
    return root;
  }

  /**
   * Prepares the file system, and what is merged beside it, to be mounted once more with the
   * changes in it. A volatile overlay leaves a mark against that in its work directory; see the
   * kernel's Documentation/filesystems/overlayfs.rst, "Volatile mount".
   */
  public void reopen(List<Mount> mounts) throws IOException {
    renew(directory.resolve(WORK));
    for (Mount mount : mounts) {
      if (mount instanceof Mount.Merged merged) {
        renew(merged.overlay().base().resolve(merged.overlay().work()));
      }
    }
  }

  private void renew(Path work) throws IOException {
    store.removeTree(work);
    Files.createDirectory(work);
  }

  @Override
  public void close() {
    root.close();
    if (Files.exists(directory)) {
      store.removeTree(directory);
    }
  }
}
