/**
 * Builds whose results are compared with what BuildKit made of the same Dockerfile and context, and
 * the recorder of those results; {@code src/test/resources/golden/README.md} says how.
 */
@NullMarked
package io.grampus.tests.golden;

import org.jspecify.annotations.NullMarked;
