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
import java.util.function.Consumer;

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
      Found found = locate(name, platform, layout.directory());
      return store(found, layout, config -> requirePlatform(name, config, platform));
    }
  }

  /** Copies an image of an archive or layout, whatever its platform. */
  StoredImage copyFrom(ImageLocation place, List<ImageReference> names) {
    try (PrivateLayout layout = PrivateLayout.empty(store)) {
      return store(new Found(place, List.of(), false, names), layout, config -> {});
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

  private StoredImage store(Found found, PrivateLayout layout, Consumer<ImageConfig> check) {
    skopeo.copy(found.place(), layout.location(), List.of(), layout.directory());
    byte[] json = layout.manifestJson();
    Manifest copied = ImageDocuments.read(json, Manifest.class, "manifest of " + found.place());
    Manifest manifest = copied;
    if (!found.keepsConfig()) {
      byte[] config = skopeo.config(found.place(), layout.directory());
      manifest = withActualLayerTypes(withConfig(copied, config));
      json = manifest.equals(copied) ? json : ImageDocuments.write(manifest);
    }
    check.accept(store.images().config(manifest));
    List<Digest> blobs = new ArrayList<>(List.of(manifest.config().digest()));
    manifest.layers().forEach(layer -> blobs.add(layer.digest()));
    store.blobs().sync(blobs);
    return store.images().put(json, found.names(), found.digests());
  }

  /** Before the image gets its name, which may be that of an image for the right platform. */
  private static void requirePlatform(ImageReference name, ImageConfig config, Platform wanted) {
    Platform actual = config.platform();
    if (!actual.architecture().isEmpty() && !actual.satisfies(wanted)) {
      throw new GrampusException(
          "image-other-platform",
          name.familiar() + " is an image for " + actual + ", not " + wanted,
          "name its platform with --platform=" + actual);
    }
  }

  /**
   * skopeo 1.9 calls the layers of every docker-archive compressed. One whose digest is its diff id
   * is not, and umoci would stumble over it.
   */
  private Manifest withActualLayerTypes(Manifest manifest) {
    List<Digest> diffIds = store.images().config(manifest).rootfs().diffIds();
    List<Descriptor> layers =
        manifest.layers().stream()
            .map(
                layer ->
                    diffIds.contains(layer.digest())
                        ? layer.withMediaType(MediaTypes.OCI_LAYER)
                        : layer)
            .toList();
    return Manifest.of(manifest.config(), layers).withAnnotations(manifest.annotations());
  }

  /** The config as it was before skopeo made it an OCI one, if it is about the same layers. */
  private Manifest withConfig(Manifest manifest, byte[] original) {
    if (Digest.of(original).equals(manifest.config().digest())) {
      return manifest;
    }
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
