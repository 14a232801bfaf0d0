package io.grampus.build.layer;

import io.grampus.os.ByteString;
import io.grampus.os.Fd;
import io.grampus.os.FileStatus;

/**
 * One file met on a walk.
 *
 * @param directory the directory that holds it; of a directory's own entry it may be closed
 * @param name its name there
 * @param path the path from the root, without a leading slash
 * @param status what statx says of it
 * @param file what the image says of it
 */
public record TreeEntry(
    Fd directory, ByteString name, ByteString path, FileStatus status, ImageFile file) {}
