/**
 * What can be said of a Dockerfile without building it: BuildKit's checks, the parameters that it
 * takes, the stages that it has.
 */
@NullMarked
package io.grampus.build.check;

import org.jspecify.annotations.NullMarked;
