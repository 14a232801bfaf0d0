package io.grampus.build.tool;

import com.fasterxml.jackson.databind.JsonNode;
import io.grampus.build.image.Descriptor;
import io.grampus.build.image.Digest;
import io.grampus.build.image.ImageConfig;
import io.grampus.build.image.ImageDocuments;
import io.grampus.build.image.ImageIndex;
import io.grampus.build.image.ImageReference;
import io.grampus.build.image.Manifest;
import io.grampus.build.image.MediaTypes;
import io.grampus.build.image.Platform;
import io.grampus.build.store.Store;
import io.grampus.build.store.StoredImage;
import io.grampus.os.GrampusException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Brings images into the store: from registries and, for {@link ArchiveLoader}, from archives. What
 * Docker put into a config stays there although the manifest becomes an OCI one.
 */
public final class ImageFetcher {
  private final Store store;
  private final Skopeo skopeo;

  public ImageFetcher(Store store, Skopeo skopeo) {
    this.store = store;
    this.skopeo = skopeo;
  }

  /** What a name turned out to mean in its registry. */
  private record Found(
      ImageLocation place, List<Digest> digests, boolean keepsConfig, List<ImageReference> names) {}

  /**
   * Fetches an image and gives it its name. Layers that the store has are not fetched again.
   *
   * @return the image in the store, under the name without the tag where a digest was given
   * @throws GrampusException {@code image-other-platform}, {@code image-not-found}, {@code
   *     registry-…}
   */
  public StoredImage pull(ImageReference name, Platform platform) {
    try (PrivateLayout layout = PrivateLayout.empty(store)) {
      return copy(locate(name, platform, layout.directory()), platform, layout);
    }
  }

  /** Copies an image of an archive or layout, whatever its platform. */
  StoredImage copyFrom(ImageLocation place, List<ImageReference> names) {
    try (PrivateLayout layout = PrivateLayout.empty(store)) {
      return store(new Found(place, List.of(), false, names), layout);
    }
  }

  /** Asks the registry once what the name means, so that all that follows is about one image. */
  private Found locate(ImageReference name, Platform platform, Path directory) {
    byte[] json = skopeo.manifest(new ImageLocation.Registry(name), directory);
    Digest digest = Digest.of(json);
    List<ImageReference> names = List.of(name.canonical());
    String type = mediaType(json, name);
    if (!MediaTypes.isIndex(type)) {
      // Signed manifests of schema 1 have another digest than their bytes, so the name must do.
      ImageReference exact = MediaTypes.isManifest(type) ? name.withDigest(digest) : name;
      boolean keepsConfig = type.equals(MediaTypes.OCI_MANIFEST);
      return new Found(new ImageLocation.Registry(exact), List.of(digest), keepsConfig, names);
    }
    ImageIndex index = ImageDocuments.read(json, ImageIndex.class, "index of " + name);
    Descriptor chosen =
        index.forPlatform(platform).orElseThrow(() -> otherPlatform(name, platform, index));
    return new Found(
        new ImageLocation.Registry(name.withDigest(chosen.digest())),
        List.of(digest, chosen.digest()),
        chosen.mediaType().equals(MediaTypes.OCI_MANIFEST),
        names);
  }

  private static String mediaType(byte[] json, ImageReference name) {
    JsonNode document = ImageDocuments.readTree(json, "manifest of " + name);
    if (document.path("schemaVersion").asInt() == 1) {
      return "application/vnd.docker.distribution.manifest.v1+json";
    }
    String fallback = document.has("manifests") ? MediaTypes.OCI_INDEX : MediaTypes.OCI_MANIFEST;
    return document.path("mediaType").asText(fallback);
  }

  private StoredImage copy(Found found, Platform platform, PrivateLayout layout) {
    StoredImage image = store(found, layout);
    Platform actual = store.images().config(image).platform();
    if (!actual.architecture().isEmpty() && !actual.satisfies(platform)) {
      store.images().untag(found.names().get(0));
      throw new GrampusException(
          "image-other-platform",
          found.names().get(0).familiar() + " is an image for " + actual + ", not " + platform,
          "name its platform with --platform=" + actual);
    }
    return image;
  }

  private StoredImage store(Found found, PrivateLayout layout) {
    skopeo.copy(found.place(), layout.location(), List.of(), layout.directory());
    byte[] json = layout.manifestJson();
    Manifest manifest = ImageDocuments.read(json, Manifest.class, "manifest of " + found.place());
    if (!found.keepsConfig()) {
      byte[] config = skopeo.config(found.place(), layout.directory());
      if (!Digest.of(config).equals(manifest.config().digest())) {
        manifest = withConfig(manifest, config);
        json = ImageDocuments.write(manifest);
      }
    }
    List<Digest> blobs = new ArrayList<>(List.of(manifest.config().digest()));
    manifest.layers().forEach(layer -> blobs.add(layer.digest()));
    store.blobs().sync(blobs);
    return store.images().put(json, found.names(), found.digests());
  }

  /** The config as it was before skopeo made it an OCI one, if it is about the same layers. */
  private Manifest withConfig(Manifest manifest, byte[] original) {
    ImageConfig converted = store.images().config(manifest);
    ImageConfig config =
        ImageDocuments.read(original, ImageConfig.class, "config " + Digest.of(original));
    if (!config.rootfs().diffIds().equals(converted.rootfs().diffIds())) {
      return manifest;
    }
    return Manifest.of(store.blobs().put(original, MediaTypes.OCI_CONFIG), manifest.layers())
        .withAnnotations(manifest.annotations());
  }

  private static GrampusException otherPlatform(
      ImageReference name, Platform platform, ImageIndex index) {
    List<String> offered =
        index.manifests().stream()
            .filter(entry -> entry.platform() != null)
            .map(entry -> String.valueOf(entry.platform()))
            .filter(text -> !text.startsWith("unknown/"))
            .distinct()
            .toList();
    return new GrampusException(
        "image-other-platform",
        name.familiar() + " does not exist for " + platform,
        "it exists for " + String.join(", ", offered) + "; choose with --platform");
  }
}
