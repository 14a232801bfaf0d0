/** COPY and ADD: from build contexts, stages and archives into the layer of a snapshot. */
@NullMarked
package io.grampus.build.copy;

import org.jspecify.annotations.NullMarked;
