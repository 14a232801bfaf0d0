/**
 * The seam to the Linux kernel: system calls, struct layouts, errno. Knows nothing of containers.
 */
@NullMarked
package io.grampus.os;

import org.jspecify.annotations.NullMarked;
