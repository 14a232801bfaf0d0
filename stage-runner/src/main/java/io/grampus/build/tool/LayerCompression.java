package io.grampus.build.tool;

/** What happens to layers that are not compressed yet when an image leaves the store. */
public enum LayerCompression {
  /** They are compressed with gzip, once. */
  GZIP,
  /** They stay as they are. */
  NONE
}
