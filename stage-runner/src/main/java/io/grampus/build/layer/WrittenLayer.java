package io.grampus.build.layer;

/**
 * A layer that was written.
 *
 * @param diffId the digest of the uncompressed tar stream, {@code sha256:} and 64 hex digits
 * @param size its length in bytes
 * @param entries its number of files, directories, links, nodes and whiteouts
 */
public record WrittenLayer(String diffId, long size, long entries) {}
