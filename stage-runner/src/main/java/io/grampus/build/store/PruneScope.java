package io.grampus.build.store;

/**
 * What a prune takes besides what nothing needs.
 *
 * @param cachedSteps forgets all cached steps
 * @param cacheMounts removes all cache mounts that no build uses
 */
public record PruneScope(boolean cachedSteps, boolean cacheMounts) {
  /** Nothing besides. */
  public static final PruneScope UNNEEDED = new PruneScope(false, false);

  /** Everything that a later build can make again. */
  public static final PruneScope ALL = new PruneScope(true, true);
}
