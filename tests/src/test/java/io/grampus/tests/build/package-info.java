/** What comes out of builds that succeed. */
@NullMarked
package io.grampus.tests.build;

import org.jspecify.annotations.NullMarked;
