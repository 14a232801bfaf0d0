package io.grampus.build.snapshot;

/** How the root file system of a command is made of a snapshot, and its changes are found. */
public enum SnapshotterKind {
  /** Overlayfs joins the directories; its upper directory is what changed. */
  OVERLAY,
  /** One plain tree a stage is walked before and after. */
  INPLACE
}
