/**
 * From file trees to layers: what a step changed, the merged view of a stack of layers, and the tar
 * stream that carries a layer.
 */
@NullMarked
package io.grampus.build.layer;

import org.jspecify.annotations.NullMarked;
