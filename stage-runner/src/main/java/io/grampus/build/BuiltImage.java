package io.grampus.build;

import io.grampus.build.image.Descriptor;
import io.grampus.build.image.ImageConfig;
import java.util.List;

/**
 * A finished image before it is stored.
 *
 * @param config with history and diff ids
 * @param layers lowest first
 * @param baseLayers how many of them the base image brought
 * @param baseHistory how many steps of the history the base image brought
 */
record BuiltImage(ImageConfig config, List<Descriptor> layers, int baseLayers, int baseHistory) {
  /** Copies the list. */
  BuiltImage {
    layers = List.copyOf(layers);
  }

  /** The same with another configuration. */
  BuiltImage withConfig(ImageConfig other) {
    return new BuiltImage(other, layers, baseLayers, baseHistory);
  }

  /** The layers that the build added. */
  List<Descriptor> ownLayers() {
    return layers.subList(baseLayers, layers.size());
  }
}
