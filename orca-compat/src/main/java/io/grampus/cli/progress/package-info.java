/** Shows the progress of a build: listens to its events and writes them as text. */
@NullMarked
package io.grampus.cli.progress;

import org.jspecify.annotations.NullMarked;
