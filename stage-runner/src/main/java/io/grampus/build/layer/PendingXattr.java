package io.grampus.build.layer;

import io.grampus.os.ByteString;

/**
 * An attribute that only the root of a namespace may set and that a later step inside one has to
 * see; the side table holds it already, so that layers carry it either way.
 *
 * @param path the file, from the root of the upper directory, without a leading slash
 * @param name the attribute
 * @param value its value
 */
public record PendingXattr(ByteString path, ByteString name, ByteString value) {}
