/** The shell scripts that a user meets before any Java runs: the launcher and the provisioning. */
@NullMarked
package io.grampus.tests.launcher;

import org.jspecify.annotations.NullMarked;
