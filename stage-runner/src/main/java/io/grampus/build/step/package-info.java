/**
 * The steps of a stage: what each instruction does to the image's configuration and root file
 * system, and the cache of steps done before.
 */
@NullMarked
package io.grampus.build.step;

import org.jspecify.annotations.NullMarked;
