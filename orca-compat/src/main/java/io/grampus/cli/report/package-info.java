/**
 * The page about a build that {@code --report} writes: records events, reads layers, makes HTML.
 */
@NullMarked
package io.grampus.cli.report;

import org.jspecify.annotations.NullMarked;
