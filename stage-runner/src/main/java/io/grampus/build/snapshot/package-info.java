/**
 * Snapshots: what an image's root file system looks like between two steps, and how a step's
 * changes become a layer.
 */
@NullMarked
package io.grampus.build.snapshot;

import org.jspecify.annotations.NullMarked;
