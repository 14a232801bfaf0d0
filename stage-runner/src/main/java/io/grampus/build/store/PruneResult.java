package io.grampus.build.store;

/**
 * What a prune removed.
 *
 * @param blobs how many blobs
 * @param blobBytes their size in bytes
 * @param directories how many unpacked bases and snapshots
 */
public record PruneResult(int blobs, long blobBytes, int directories) {}
