package io.grampus.build.tool;

/** When the registry is asked for an image. */
public enum PullPolicy {
  /** Only if the store does not have the image. */
  MISSING,
  /** Always, so that the newest image of the name is used. */
  ALWAYS,
  /** Never: the image must be in the store. */
  NEVER
}
