/** The page about a build, as a browser shows it. */
@NullMarked
package io.grampus.tests.report;

import org.jspecify.annotations.NullMarked;
