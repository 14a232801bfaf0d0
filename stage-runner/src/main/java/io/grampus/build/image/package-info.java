/**
 * Image documents as the OCI image specification defines them, and the names of images. Nothing
 * here touches the disk or the network.
 */
@NullMarked
package io.grampus.build.image;

import org.jspecify.annotations.NullMarked;
