package io.grampus.build.cache;

import io.grampus.build.tool.LayerCompression;

/**
 * What a build shall leave for others.
 *
 * @param place where
 * @param all whether the steps of all stages go there, or only those that the image consists of
 * @param compression what happens to the layers
 * @param ignoresErrors whether a build succeeds all the same where it cannot be written
 */
public record CacheExport(
    CachePlace place, boolean all, LayerCompression compression, boolean ignoresErrors) {}
