package io.grampus.build.store;

/**
 * What a prune removed.
 *
 * @param blobs how many blobs
 * @param blobBytes their size in bytes
 * @param directories how many unpacked bases and snapshots
 * @param cacheMounts how many cache mounts
 * @param cacheMountBytes what those took on the disk
 */
public record PruneResult(
    int blobs, long blobBytes, int directories, int cacheMounts, long cacheMountBytes) {
  /** The same with other cache mounts. */
  PruneResult withCacheMounts(int count, long bytes) {
    return new PruneResult(blobs, blobBytes, directories, count, bytes);
  }
}
