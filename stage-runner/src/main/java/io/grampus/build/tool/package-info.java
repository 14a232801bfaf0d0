/**
 * Images in motion: base images, pulls, pushes, loads and exports, on top of the programs umoci and
 * skopeo.
 */
@NullMarked
package io.grampus.build.tool;

import org.jspecify.annotations.NullMarked;
