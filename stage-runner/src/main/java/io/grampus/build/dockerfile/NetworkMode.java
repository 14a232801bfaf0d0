package io.grampus.build.dockerfile;

/** What {@code RUN --network} lets the command connect to. */
public enum NetworkMode {
  /** What the build as a whole uses. */
  DEFAULT,
  /** Nothing but its own loopback. */
  NONE,
  /** The host's network. */
  HOST
}
