/** Completions for shells and manual pages, made of the model of the command line. */
@NullMarked
package io.grampus.cli.shell;

import org.jspecify.annotations.NullMarked;
