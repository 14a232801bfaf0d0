/**
 * The CI plugin's own half: settings that arrive as environment variables, and what they ask for.
 * It plans and does nothing.
 */
@NullMarked
package io.grampus.cli.plugin;

import org.jspecify.annotations.NullMarked;
