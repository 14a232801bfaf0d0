package io.grampus.build.store;

import io.grampus.build.image.Descriptor;
import io.grampus.build.image.Digest;
import io.grampus.build.image.ImageReference;
import io.grampus.build.image.Manifest;
import org.jspecify.annotations.Nullable;

/**
 * An image in the store under one of its names.
 *
 * @param name null for an image that has none, or lost it to a newer one
 * @param descriptor the entry of the index: digest of the manifest and platform
 * @param manifest the manifest itself
 */
public record StoredImage(@Nullable ImageReference name, Descriptor descriptor, Manifest manifest) {

  /** The digest of the config, by which Docker and Podman call an image too. */
  public Digest id() {
    return manifest.config().digest();
  }

  /** The sum of the layers' sizes as they are stored, in bytes. */
  public long layersSize() {
    return manifest.layers().stream().mapToLong(Descriptor::size).sum();
  }

  /** The name for people, or the short id. */
  public String displayName() {
    return name == null ? id().shortHex() : name.familiar();
  }
}
