package io.grampus.build.dockerfile;

/** What {@code RUN --security} lets the command do. */
public enum SecurityMode {
  /** What every command may do. */
  SANDBOX,
  /** Everything; needs a permission from whoever starts the build. */
  INSECURE
}
