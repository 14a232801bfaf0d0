package io.grampus.build.snapshot;

import io.grampus.build.image.Descriptor;

/**
 * What a step that changed something left.
 *
 * @param layer its layer, uncompressed, so that the digest is the diff id too
 * @param directory the directory with its changes, relative to the store
 * @param entries the number of entries in the layer
 */
public record CommittedStep(Descriptor layer, String directory, long entries) {}
