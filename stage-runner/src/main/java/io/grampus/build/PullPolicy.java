package io.grampus.build;

/** When a registry is asked for an image although the local store may already hold one. */
public enum PullPolicy {
  /** Only for images that the local store does not hold. */
  MISSING,
  /** For every image named, so that a moved tag is noticed. */
  ALWAYS,
  /** Not at all: an image that the local store does not hold is an error. */
  NEVER
}
