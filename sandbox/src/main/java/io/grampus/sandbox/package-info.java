/** Runs one command as a fake root in a root file system, in a user namespace. */
@NullMarked
package io.grampus.sandbox;

import org.jspecify.annotations.NullMarked;
