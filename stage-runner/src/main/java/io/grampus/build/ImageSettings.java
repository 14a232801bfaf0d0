package io.grampus.build;

/**
 * What an image is to be like, beyond what its Dockerfile says.
 *
 * @param squash whether the layers that the build adds become one
 */
public record ImageSettings(boolean squash) {
  /** The image as the Dockerfile says. */
  public static final ImageSettings NONE = new ImageSettings(false);
}
