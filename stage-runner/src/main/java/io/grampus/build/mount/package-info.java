/**
 * What {@code RUN --mount} brings into a command's file system: files of other trees, caches,
 * memory, secrets, agents.
 */
@NullMarked
package io.grampus.build.mount;

import org.jspecify.annotations.NullMarked;
