package io.grampus.build.dockerfile;

/** What happens when two commands want the same cache mount at once. */
public enum CacheSharing {
  /** Both write to it. */
  SHARED,
  /** The second gets another, new directory. */
  PRIVATE,
  /** The second waits. */
  LOCKED
}
