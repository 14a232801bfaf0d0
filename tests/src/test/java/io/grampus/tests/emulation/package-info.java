/** The emulation of root as a whole: against what real root gets, and under load. */
@NullMarked
package io.grampus.tests.emulation;

import org.jspecify.annotations.NullMarked;
