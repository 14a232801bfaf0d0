package io.grampus.build.tool;

import io.grampus.build.image.Descriptor;
import io.grampus.build.image.Manifest;

/** An image outside of the store whose parts are fetched one by one. */
public interface RemoteImage {
  /** The manifest, byte for byte. */
  byte[] manifest();

  /** The config that the manifest names, byte for byte. */
  byte[] config(Manifest manifest);

  /** Brings a layer of the manifest into the store, where it has the digest that was promised. */
  void fetch(Descriptor layer);
}
