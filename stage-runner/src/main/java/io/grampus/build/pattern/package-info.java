/**
 * File name patterns: Go's {@code filepath.Match}, the {@code **} patterns of {@code
 * .dockerignore}, {@code --exclude} and {@code --parents}, and which paths they leave out.
 *
 * <p>Patterns are text, names are bytes: a byte that is not UTF-8 counts as one character, which
 * {@code *}, {@code ?} and a negated class match and nothing else does. Nothing here touches a
 * file.
 */
@NullMarked
package io.grampus.build.pattern;

import org.jspecify.annotations.NullMarked;
