package io.grampus.build.layer;

import io.grampus.os.ByteString;

/**
 * A file of an image, with what is needed to tell whether another is the same.
 *
 * @param entry the file under its clean path
 * @param content the SHA-256 of a regular file's content, else empty
 * @param layer which layer it comes from, the lowest being 0; -1 for a directory that none has
 * @param number which entry of the layer; two paths with one layer and number are one file
 */
public record TreeFile(TarEntry entry, ByteString content, int layer, int number) {}
