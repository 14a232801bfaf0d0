/** Figures that docs/performance.md speaks of, measured with {@code mvn -Pbench verify}. */
@NullMarked
package io.grampus.tests.bench;

import org.jspecify.annotations.NullMarked;
