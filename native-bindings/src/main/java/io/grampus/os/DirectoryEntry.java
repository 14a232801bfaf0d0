package io.grampus.os;

/**
 * One name in a directory.
 *
 * @param name the name, without slashes; never {@code .} or {@code ..}
 * @param type what it is, or UNKNOWN where the file system does not tell in listings
 * @param inode the inode number
 */
public record DirectoryEntry(ByteString name, FileType type, long inode) {}
