/**
 * Root emulation: answers the system calls that a seccomp filter hands over, one handler a family.
 *
 * <p>Not a security boundary: it never lets a process do what the builder's user may not do.
 */
@NullMarked
package io.grampus.sandbox.emulation;

import org.jspecify.annotations.NullMarked;
