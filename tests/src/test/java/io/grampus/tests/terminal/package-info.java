/** What people see and do on a terminal. */
@NullMarked
package io.grampus.tests.terminal;

import org.jspecify.annotations.NullMarked;
