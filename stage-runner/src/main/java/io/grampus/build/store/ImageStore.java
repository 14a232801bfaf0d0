package io.grampus.build.store;

import static java.util.stream.Collectors.joining;

import io.grampus.build.image.Descriptor;
import io.grampus.build.image.Digest;
import io.grampus.build.image.ImageConfig;
import io.grampus.build.image.ImageDocuments;
import io.grampus.build.image.ImageReference;
import io.grampus.build.image.Manifest;
import io.grampus.build.image.MediaTypes;
import io.grampus.build.image.Platform;
import io.grampus.os.GrampusException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The images of the store by name and id. Every change is atomic and safe with several processes; a
 * name means at most one image per platform.
 */
public final class ImageStore {
  private static final Pattern ID = Pattern.compile("(?:sha256:)?([0-9a-f]{4,64})");

  private final StoreIndex index;
  private final BlobStore blobs;

  ImageStore(StoreLayout layout, Store store, BlobStore blobs) {
    this.index = new StoreIndex(layout, store);
    this.blobs = blobs;
  }

  /** All images, one entry per name, in the order in which they came. */
  public List<StoredImage> list() {
    List<StoredImage> images = new ArrayList<>();
    for (Descriptor entry : index.read().manifests()) {
      if (MediaTypes.isManifest(entry.mediaType())) {
        images.add(load(entry));
      }
    }
    return images;
  }

  /** The image of this name for this platform. A digest in the name must match the manifest's. */
  public Optional<StoredImage> find(ImageReference name, Platform platform) {
    for (Descriptor entry : index.read().manifests()) {
      if (MediaTypes.isManifest(entry.mediaType())
          && StoreIndex.hasName(entry, name)
          && (entry.platform() == null || entry.platform().satisfies(platform))) {
        return Optional.of(load(entry));
      }
    }
    return Optional.empty();
  }

  /**
   * The image that a person means: a name, else the beginning of an id (at least four digits).
   *
   * @throws GrampusException {@code image-not-found} or {@code image-ambiguous}
   */
  public StoredImage resolve(String nameOrId, Platform platform) {
    return lookUp(nameOrId, platform)
        .orElseThrow(
            () ->
                new GrampusException(
                    "image-not-found",
                    "no image \"" + nameOrId + "\" for " + platform + " in the store",
                    "\"grampus images\" lists what is there; \"grampus pull\" fetches an image"));
  }

  /**
   * As {@link #resolve}, but empty when there is no such image.
   *
   * @throws GrampusException {@code image-ambiguous}
   */
  public Optional<StoredImage> lookUp(String nameOrId, Platform platform) {
    Optional<StoredImage> named =
        canOnlyBeId(nameOrId) ? Optional.empty() : find(ImageReference.parse(nameOrId), platform);
    if (named.isPresent()) {
      return named;
    }
    Matcher id = ID.matcher(nameOrId);
    List<StoredImage> found = id.matches() ? withIdPrefix(id.group(1)) : List.of();
    if (found.stream().map(StoredImage::id).distinct().count() > 1) {
      throw new GrampusException(
          "image-ambiguous",
          "\"" + nameOrId + "\" is the beginning of several image ids",
          "write more digits of the id");
    }
    return found.stream().findFirst();
  }

  /** Whether this is an id in full, or says that it is one, so that no registry need be asked. */
  public static boolean canOnlyBeId(String nameOrId) {
    return nameOrId.startsWith("sha256:") || nameOrId.matches("[0-9a-f]{64}");
  }

  private List<StoredImage> withIdPrefix(String prefix) {
    return list().stream()
        .filter(
            image ->
                image.id().hex().startsWith(prefix)
                    || image.descriptor().digest().hex().startsWith(prefix))
        .toList();
  }

  /**
   * Stores a manifest whose blobs are all here, and gives it names. Without any it is an image
   * without a name, until the next prune.
   *
   * @return the image under the first of the names
   */
  public StoredImage put(Manifest manifest, List<ImageReference> names) {
    return put(ImageDocuments.write(manifest), names, List.of());
  }

  /**
   * As above for an image from elsewhere, whose manifest keeps its bytes and so its digest.
   *
   * @param json an OCI manifest
   * @param sources other digests by which the image can be asked for
   */
  public StoredImage put(byte[] json, List<ImageReference> names, List<Digest> sources) {
    Manifest manifest = ImageDocuments.read(json, Manifest.class, "manifest " + Digest.of(json));
    Descriptor config = manifest.config();
    if (!blobs.has(config.digest()) || !manifest.layers().stream().allMatch(this::isHere)) {
      throw new GrampusException(
          "blob-missing",
          "a blob of image " + config.digest().shortHex() + " is not in the store",
          "pull or build the image again");
    }
    Descriptor entry =
        blobs.put(json, MediaTypes.OCI_MANIFEST).withPlatform(config(manifest).platform());
    if (!sources.isEmpty()) {
      entry = entry.withAnnotation(StoreIndex.SOURCES, join(sources));
    }
    index.add(entry, names);
    return names.isEmpty()
        ? new StoredImage(null, entry, manifest)
        : new StoredImage(
            names.get(0).canonical(), StoreIndex.named(entry, names.get(0)), manifest);
  }

  private static String join(List<Digest> digests) {
    return digests.stream().map(Digest::toString).sorted().distinct().collect(joining(","));
  }

  private boolean isHere(Descriptor layer) {
    return blobs.has(layer.digest());
  }

  /** Stores a config, to be named by a manifest. */
  public Descriptor putConfig(ImageConfig config) {
    return blobs.put(ImageDocuments.write(config), MediaTypes.OCI_CONFIG);
  }

  /** Gives an image another name. An image that had it so far loses it. */
  public void tag(StoredImage image, ImageReference name) {
    index.add(image.descriptor(), List.of(name));
  }

  /**
   * Removes a name, and with its last name the image. The blobs stay until the next prune.
   *
   * @return whether there was such a name
   */
  public boolean untag(ImageReference name) {
    return index.remove(entry -> StoreIndex.hasName(entry, name));
  }

  /** Removes an image under all its names. The blobs stay until the next prune. */
  public boolean remove(Digest manifest) {
    return index.remove(entry -> entry.digest().equals(manifest));
  }

  /** The config of an image. */
  public ImageConfig config(StoredImage image) {
    return config(image.manifest());
  }

  /** The config that a manifest names; its blob must be here. */
  public ImageConfig config(Manifest manifest) {
    Digest digest = manifest.config().digest();
    return ImageDocuments.read(blobs.read(digest), ImageConfig.class, "image config " + digest);
  }

  /**
   * Marks all blobs of the image as used, so that no prune takes them while this process lives.
   *
   * @return false where one is missing, so that the image must be fetched again
   */
  public boolean use(StoredImage image) {
    return blobs.has(image.descriptor().digest())
        && blobs.has(image.id())
        && image.manifest().layers().stream().allMatch(this::isHere);
  }

  private StoredImage load(Descriptor entry) {
    ImageReference name = StoreIndex.nameOf(entry).orElse(null);
    String label = name == null ? entry.digest().shortHex() : name.familiar();
    try {
      byte[] json = blobs.read(entry.digest());
      Manifest manifest = ImageDocuments.read(json, Manifest.class, "its manifest");
      return new StoredImage(name, entry, manifest);
    } catch (GrampusException e) {
      throw new GrampusException(
          e.code(),
          "image " + label + ": " + e.getMessage(),
          "remove the image with \"grampus rmi " + label + "\" and pull or build it again",
          e);
    }
  }
}
