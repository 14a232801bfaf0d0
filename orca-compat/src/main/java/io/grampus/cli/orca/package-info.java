/**
 * The log and the names of orca-build, the proof of concept of 2018, for whoever relies on them.
 */
@NullMarked
package io.grampus.cli.orca;

import org.jspecify.annotations.NullMarked;
