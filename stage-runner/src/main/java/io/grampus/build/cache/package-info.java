/**
 * Caches that travel: the records and layers of steps, written to a directory or a registry by one
 * machine and used by another.
 */
@NullMarked
package io.grampus.build.cache;

import org.jspecify.annotations.NullMarked;
