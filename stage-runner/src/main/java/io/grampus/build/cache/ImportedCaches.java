package io.grampus.build.cache;

import io.grampus.build.image.Descriptor;
import io.grampus.build.image.Digest;
import io.grampus.build.image.ImageConfig;
import io.grampus.build.image.ImageDocuments;
import io.grampus.build.image.Manifest;
import io.grampus.build.step.CacheKey;
import io.grampus.build.step.ImportedSteps;
import io.grampus.build.store.Store;
import io.grampus.build.tool.RemoteImage;
import io.grampus.os.GrampusException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The caches that a build may take steps from. Their records are read when the build begins, their
 * layers when a step needs one.
 */
final class ImportedCaches implements ImportedSteps {
  private final Store store;
  private final List<Cache> caches;

  private ImportedCaches(Store store, List<Cache> caches) {
    this.store = store;
    this.caches = caches;
  }

  private record Cache(
      CachePlace place,
      RemoteImage image,
      CacheDocument document,
      Map<Digest, Descriptor> layers) {}

  /** Reads the records of caches; a warning tells of one that cannot be used. */
  static ImportedCaches read(
      List<CachePlace> places,
      Function<CachePlace, RemoteImage> images,
      Store store,
      Consumer<String> warnings) {
    List<Cache> caches = new ArrayList<>();
    for (CachePlace place : places) {
      try {
        caches.add(read(place, images.apply(place)));
      } catch (GrampusException e) {
        warnings.accept("the cache " + place + " is not used: " + e.getMessage());
      }
    }
    return new ImportedCaches(store, caches);
  }

  private static Cache read(CachePlace place, RemoteImage image) {
    String what = "the cache " + place;
    Manifest manifest = ImageDocuments.read(image.manifest(), Manifest.class, what);
    ImageConfig config = ImageDocuments.read(image.config(manifest), ImageConfig.class, what);
    return new Cache(
        place, image, CacheDocument.of(config, what), CacheDocument.layers(config, manifest));
  }

  @Override
  public synchronized Optional<Imported> find(CacheKey key) {
    for (Cache cache : caches) {
      CacheDocument.Entry entry = cache.document().records().get(key.digest());
      if (entry != null) {
        return Optional.of(
            new Imported(entry.executed(), entry.layer().map(diffId -> layer(cache, diffId))));
      }
    }
    return Optional.empty();
  }

  private Layer layer(Cache cache, Digest diffId) {
    Descriptor layer = cache.layers().get(diffId);
    if (layer == null) {
      throw new GrampusException(
          "cache-unreadable",
          "the cache " + cache.place() + " lacks the layer " + diffId,
          "write it again with --cache-to");
    }
    if (!store.blobs().has(layer.digest())) {
      cache.image().fetch(layer);
    }
    Descriptor tar = store.compressedLayers().uncompressed(layer);
    if (!tar.digest().equals(diffId)) {
      throw new GrampusException(
          "digest-mismatch",
          "the layer " + layer.digest() + " is not " + diffId + " when it is decompressed",
          "write the cache again with --cache-to");
    }
    return new Layer(diffId, () -> store.blobs().open(tar.digest()));
  }
}
