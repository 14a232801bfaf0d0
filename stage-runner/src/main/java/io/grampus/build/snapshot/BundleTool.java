package io.grampus.build.snapshot;

import java.nio.file.Path;

/** The program that unpacks images to bundles and makes layers of what was changed there: umoci. */
public interface BundleTool {
  /**
   * Unpacks an image to a bundle.
   *
   * @param layout an OCI layout
   * @param tag the image's name in the layout
   * @param bundle a directory that is not there yet; {@code rootfs} in it will be the image's root
   */
  void unpackBundle(Path layout, String tag, Path bundle);

  /**
   * Adds a layer with what was changed in a bundle to the image, which keeps its name, and takes
   * the present state for the one to compare with from now on.
   */
  void repackBundle(Path layout, String tag, Path bundle);
}
