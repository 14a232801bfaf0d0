package io.grampus.build.cache;

import io.grampus.build.image.Descriptor;
import io.grampus.build.image.Digest;
import io.grampus.build.image.ImageConfig;
import io.grampus.build.image.ImageDocuments;
import io.grampus.build.image.Manifest;
import io.grampus.build.image.MediaTypes;
import io.grampus.build.step.CacheKey;
import io.grampus.build.step.ImportedSteps;
import io.grampus.build.step.StepUse;
import io.grampus.build.store.Store;
import io.grampus.build.store.StoredImage;
import io.grampus.build.tool.ImageExporter;
import io.grampus.build.tool.LayoutEntries;
import io.grampus.build.tool.ManifestFormat;
import io.grampus.build.tool.RemoteImage;
import io.grampus.build.tool.RemoteImages;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Reads and writes the caches that other machines share. */
public final class RemoteCaches {
  private final Store store;
  private final RemoteImages images;
  private final ImageExporter exporter;

  /** Caches whose layers go into and come from that store. */
  public RemoteCaches(Store store, RemoteImages images, ImageExporter exporter) {
    this.store = store;
    this.images = images;
    this.exporter = exporter;
  }

  /**
   * Reads the records of caches. One that is not there, or no cache, is a warning only: the first
   * build of a project has none.
   */
  public ImportedSteps read(List<CachePlace> places, Consumer<String> warnings) {
    return places.isEmpty()
        ? ImportedSteps.NONE
        : ImportedCaches.read(places, this::image, store, warnings);
  }

  private RemoteImage image(CachePlace place) {
    if (place instanceof CachePlace.Directory local) {
      return images.inLayout(local.directory(), local.tag());
    }
    return images.inRegistry(((CachePlace.Registry) place).image());
  }

  /**
   * An image's configuration with the steps that it consists of, for whoever has the image.
   *
   * @param result the key of the last step of the image
   * @param uses all steps of the build
   */
  public static ImageConfig inline(ImageConfig image, CacheKey result, Map<Digest, StepUse> uses) {
    return CacheDocument.inline(image, chain(result, uses));
  }

  /**
   * Writes a cache somewhere else than into the image.
   *
   * @param result the key of the last step of the image
   * @param uses all steps of the build
   * @return the digest of its manifest
   */
  public Digest write(CacheExport export, CacheKey result, Map<Digest, StepUse> uses) {
    List<StepUse> steps = export.all() ? sorted(uses) : chain(result, uses);
    Descriptor config = store.images().putConfig(CacheDocument.config(steps));
    Manifest manifest = Manifest.of(config, CacheDocument.layers(steps));
    Descriptor stored = store.blobs().put(ImageDocuments.write(manifest), MediaTypes.OCI_MANIFEST);
    StoredImage image = new StoredImage(null, stored, manifest);
    if (export.place() instanceof CachePlace.Directory local) {
      LayoutEntries entries = LayoutEntries.of(List.of(local.tag()));
      return exporter
          .ociDirectory(image, local.directory(), entries, export.compression())
          .digest();
    }
    CachePlace.Registry registry = (CachePlace.Registry) export.place();
    return exporter
        .push(image, registry.image(), ManifestFormat.OCI, export.compression())
        .digest();
  }

  /** In an order that does not depend on which stage was faster. */
  private static List<StepUse> sorted(Map<Digest, StepUse> uses) {
    return uses.values().stream().sorted(Comparator.comparing(use -> use.key().digest())).toList();
  }

  /** The steps that the result came from, the first one first. */
  private static List<StepUse> chain(CacheKey result, Map<Digest, StepUse> uses) {
    List<StepUse> chain = new ArrayList<>();
    StepUse use = uses.get(result.digest());
    while (use != null) {
      chain.add(use);
      use.key().linked().map(uses::get).ifPresent(chain::add);
      use = use.key().parent().map(uses::get).orElse(null);
    }
    Collections.reverse(chain);
    return chain;
  }
}
