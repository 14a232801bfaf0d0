/** The rules of docs/architecture.md that a compiler does not know. */
@NullMarked
package io.grampus.tests.architecture;

import org.jspecify.annotations.NullMarked;
