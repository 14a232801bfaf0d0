/** Builds an image from a Dockerfile: the frame that ties the stages, steps and images together. */
@NullMarked
package io.grampus.build;

import org.jspecify.annotations.NullMarked;
