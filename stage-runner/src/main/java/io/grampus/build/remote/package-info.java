/**
 * What lies elsewhere: files behind URLs and the commits of git repositories, for ADD and for build
 * contexts.
 */
@NullMarked
package io.grampus.build.remote;

import org.jspecify.annotations.NullMarked;
