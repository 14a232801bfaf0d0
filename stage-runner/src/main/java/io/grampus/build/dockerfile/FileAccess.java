package io.grampus.build.dockerfile;

/**
 * Owner and mode of a mount's file or directory.
 *
 * @param uid numeric owner
 * @param gid numeric group
 * @param mode permission bits
 */
public record FileAccess(long uid, long gid, int mode) {}
