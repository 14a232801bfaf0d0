package io.grampus.build.layer;

import io.grampus.os.ByteString;
import io.grampus.os.Fd;
import io.grampus.os.FileStatus;

/**
 * A name in a merged directory: the topmost file of that name.
 *
 * @param name the name
 * @param status what statx says of the file
 * @param directory the directory of one layer that holds it, open as long as the merged one is
 * @param depth the number of that layer among those of the merged directory, 0 for the topmost
 */
public record UnionEntry(ByteString name, FileStatus status, Fd directory, int depth) {}
