/** The command line: reads the arguments, starts the work, shows progress and errors. */
@NullMarked
package io.grampus.cli;

import org.jspecify.annotations.NullMarked;
