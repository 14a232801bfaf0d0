package io.grampus.build.snapshot;

/** Which snapshotter the user wants. */
public enum SnapshotterPreference {
  /** The best that works here. */
  AUTO,
  /** See {@link SnapshotterKind#OVERLAY}. */
  OVERLAY,
  /** See {@link SnapshotterKind#INPLACE}. */
  INPLACE
}
