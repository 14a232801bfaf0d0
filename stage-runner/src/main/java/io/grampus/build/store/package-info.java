/**
 * The store on disk: blobs and images as an OCI layout, directories for unpacked bases and
 * snapshots, and the locks that let several builds share them.
 */
@NullMarked
package io.grampus.build.store;

import org.jspecify.annotations.NullMarked;
