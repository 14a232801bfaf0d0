/**
 * What whole-program tests stand on: the real launcher run as a real unprivileged user, base
 * images, a registry, and readers and writers of image archives that share no code with the
 * product.
 */
@NullMarked
package io.grampus.tests.harness;

import org.jspecify.annotations.NullMarked;
