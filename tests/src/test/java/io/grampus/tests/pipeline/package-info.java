/**
 * The pipelines that docs/ci offers: checked against what their systems accept, and executed with
 * the environment that these set.
 */
@NullMarked
package io.grampus.tests.pipeline;

import org.jspecify.annotations.NullMarked;
