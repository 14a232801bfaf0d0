package io.grampus.build.layer;

/** Why a file is in a diff. */
public enum ChangeKind {
  /** There was nothing of that name, or something of another type. */
  ADDED,
  /** The file differs from the one below. */
  MODIFIED,
  /** A directory that is as it was, but something below it changed. */
  PARENT
}
