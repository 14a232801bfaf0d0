/** Small pieces of text handling that several packages share. */
@NullMarked
package io.grampus.build.text;

import org.jspecify.annotations.NullMarked;
