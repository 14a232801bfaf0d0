package io.grampus.build.tool;

import io.grampus.build.image.Descriptor;
import io.grampus.build.image.ImageConfig;
import io.grampus.build.image.ImageDocuments;
import io.grampus.build.image.ImageReference;
import io.grampus.build.image.Manifest;
import io.grampus.build.image.MediaTypes;
import io.grampus.build.image.Platform;
import io.grampus.build.layer.Decompression;
import io.grampus.build.layer.LayerStream;
import io.grampus.build.layer.TarFormatException;
import io.grampus.build.snapshot.UnpackedDetails;
import io.grampus.build.store.ImageStore;
import io.grampus.build.store.Store;
import io.grampus.build.store.StoredImage;
import io.grampus.os.GrampusException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The images that stages start from: found in the store or fetched, and unpacked once. */
public final class BaseImages {
  /** The name of the empty image. */
  public static final String SCRATCH = "scratch";

  private final Store store;
  private final ImageFetcher fetcher;
  private final Umoci umoci;
  private final UnpackedDetails details;

  public BaseImages(Store store, ImageFetcher fetcher, Umoci umoci, UnpackedDetails details) {
    this.store = store;
    this.fetcher = fetcher;
    this.umoci = umoci;
    this.details = details;
  }

  /**
   * The image that a FROM names. Its blobs are kept while this process lives.
   *
   * @param name as written, {@code scratch} included
   * @throws GrampusException {@code image-not-found}, {@code image-other-platform}, {@code
   *     image-name-invalid}, {@code registry-…}
   */
  public BaseImage resolve(String name, Platform platform, PullPolicy policy) {
    if (name.equals(SCRATCH)) {
      return BaseImage.scratch(platform);
    }
    ImageReference reference = ImageReference.parse(name);
    Optional<StoredImage> known =
        policy == PullPolicy.ALWAYS
            ? Optional.empty()
            : store.images().find(reference, platform).filter(store.images()::use);
    StoredImage image = known.orElseGet(() -> fetch(reference, platform, policy));
    return base(Optional.of(reference), image);
  }

  /**
   * An image of an OCI layout elsewhere, brought into the store without a name.
   *
   * @param selector {@code :TAG}, {@code @DIGEST}, or empty for the tag latest or the only image
   * @throws GrampusException {@code layout-image}, or what skopeo says
   */
  public BaseImage ofLayout(Path directory, String selector, Platform platform) {
    Descriptor manifest = new LayoutIndex(directory).find(selector, platform);
    try (PrivateLayout layout =
        PrivateLayout.of(store, directory.toAbsolutePath().resolve("blobs"), manifest)) {
      return base(Optional.empty(), fetcher.copyFrom(layout.location(), List.of()));
    }
  }

  /**
   * The image that a person names, who may also give the beginning of the id of one in the store.
   *
   * @throws GrampusException as {@link #resolve}, and {@code image-ambiguous}
   */
  public BaseImage resolveNameOrId(String nameOrId, Platform platform, PullPolicy policy) {
    if (ImageStore.canOnlyBeId(nameOrId)) {
      StoredImage image = store.images().resolve(nameOrId, platform);
      store.images().use(image);
      return base(Optional.empty(), image);
    }
    if (policy == PullPolicy.ALWAYS) {
      return resolve(nameOrId, platform, policy);
    }
    return store
        .images()
        .lookUp(nameOrId, platform)
        .filter(store.images()::use)
        .map(image -> base(Optional.empty(), image))
        .orElseGet(() -> resolve(nameOrId, platform, policy));
  }

  private BaseImage base(Optional<ImageReference> name, StoredImage image) {
    List<Descriptor> layers = image.manifest().layers();
    ImageConfig config = store.images().config(image);
    int listed = config.rootfs().diffIds().size();
    if (listed != layers.size()) {
      throw new GrampusException(
          "image-document-invalid",
          "the config of image %s has %d diff_ids for %d layers"
              .formatted(image.id(), listed, layers.size()),
          "the image is damaged; pull or build it again");
    }
    return new BaseImage(name, Optional.of(image.descriptor()), layers, config);
  }

  private StoredImage fetch(ImageReference name, Platform platform, PullPolicy policy) {
    if (policy == PullPolicy.NEVER) {
      throw new GrampusException(
          "image-not-found",
          name.familiar() + " for " + platform + " is not in the store",
          "bring it with \"grampus pull\", \"grampus load\" or \"grampus import\"");
    }
    return fetcher.pull(name, platform);
  }

  /** Whether the image's root file system is unpacked already; scratch always is. */
  public boolean isUnpacked(BaseImage base) {
    return base.digest().map(store.unpackedBases()::has).orElse(true);
  }

  /**
   * The directory of the image's root file system, unpacked now or earlier. Not to be changed.
   *
   * @throws GrampusException {@code image-unpack}, {@code tool-missing}, {@code store-full}
   * @throws IllegalArgumentException for scratch, which has nothing to unpack
   */
  public Path unpacked(BaseImage base) {
    Descriptor manifest =
        base.manifest().orElseThrow(() -> new IllegalArgumentException("scratch has no files"));
    Path root =
        store.unpackedBases().obtain(manifest.digest(), target -> unpack(base, manifest, target));
    try {
      details.recall(root.resolveSibling("."));
      return root;
    } catch (IOException e) {
      throw unpackFailed(base, e);
    }
  }

  private void unpack(BaseImage base, Descriptor manifest, Path target) {
    try (PrivateLayout layout = PrivateLayout.of(store, readable(base, manifest))) {
      umoci.unpack(layout.directory(), PrivateLayout.NAME, target);
      List<LayerStream> layers = base.layers().stream().map(this::stream).toList();
      details.complete(layers, target, target.resolveSibling("."));
    } catch (IOException e) {
      throw unpackFailed(base, e);
    }
  }

  /** umoci 0.4.7 does not know zstd. */
  private Descriptor readable(BaseImage base, Descriptor manifest) {
    List<Descriptor> layers = store.compressedLayers().withoutZstd(base.layers());
    if (layers.equals(base.layers())) {
      return manifest;
    }
    Manifest original =
        ImageDocuments.read(
            store.blobs().read(manifest.digest()), Manifest.class, "manifest " + manifest.digest());
    Manifest changed = Manifest.of(original.config(), layers);
    return store.blobs().put(ImageDocuments.write(changed), MediaTypes.OCI_MANIFEST);
  }

  private LayerStream stream(Descriptor layer) {
    return () -> Decompression.open(store.blobs().open(layer.digest()));
  }

  private static GrampusException unpackFailed(BaseImage base, IOException cause) {
    return new GrampusException(
        "image-unpack",
        "cannot complete the files of "
            + base.name().map(ImageReference::familiar).orElse("an image")
            + ": "
            + cause.getMessage(),
        cause instanceof TarFormatException
            ? "the image may be damaged or hostile; pull or build it again"
            : "free space with \"grampus prune\", or pull the image again",
        cause);
  }
}
