/**
 * What happens when things go wrong: to the user's machine, to the store, and what the user is
 * told.
 */
@NullMarked
package io.grampus.tests.failure;

import org.jspecify.annotations.NullMarked;
