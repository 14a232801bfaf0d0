package io.grampus.build.tool;

import io.grampus.build.image.Descriptor;
import io.grampus.build.image.Digest;
import io.grampus.build.image.ImageDocuments;
import io.grampus.build.image.ImageReference;
import io.grampus.build.image.Manifest;
import io.grampus.build.image.MediaTypes;
import io.grampus.build.image.Platform;
import io.grampus.build.store.CompressedLayers;
import io.grampus.build.store.Store;
import io.grampus.build.store.StoredImage;
import io.grampus.os.GrampusException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Copies images out of the store: to archives, OCI layouts and registries. */
public final class ImageExporter {
  private final Store store;
  private final Skopeo skopeo;

  public ImageExporter(Store store, Skopeo skopeo) {
    this.store = store;
    this.skopeo = skopeo;
  }

  /**
   * Writes an archive for {@code docker load} and {@code podman load}. A file that exists is
   * replaced, once the new one is complete; see {@link OutputFile}.
   *
   * @param names what the image is called in the archive; none is allowed
   */
  public void dockerArchive(StoredImage image, Path file, List<ImageReference> names) {
    List<String> options = new ArrayList<>();
    names.stream().skip(1).forEach(name -> options.add("--additional-tag=" + name));
    String first = names.isEmpty() ? null : names.get(0).toString();
    Descriptor manifest = withoutZstd(image);
    OutputFile.write(
        store,
        file,
        target -> {
          // skopeo is executed elsewhere and with other descriptors: /dev/stdout would be its own.
          Path written = Files.exists(target) ? store.temporaryPath() : target;
          copy(manifest, new ImageLocation.DockerArchive(written, first), options);
          if (!written.equals(target)) {
            send(written, target);
          }
        });
  }

  private static void send(Path temporary, Path target) throws IOException {
    try (OutputStream out = Files.newOutputStream(target)) {
      Files.copy(temporary, out);
    }
    Files.delete(temporary);
  }

  /**
   * Writes a tar archive of an OCI layout with this one image. A file that exists is replaced, once
   * the new one is complete. The same image gives the same bytes.
   *
   * @return the manifest, whose layers have that compression
   */
  public Descriptor ociArchive(
      StoredImage image, Path file, LayoutEntries entries, LayerCompression compression) {
    Descriptor manifest = prepared(image, compression);
    OutputFile.write(
        store, file, target -> new LayoutWriter(store).archive(target, manifest, entries));
    return manifest;
  }

  /**
   * Adds the image, under each of the names or without one, to an OCI layout, which is made where
   * missing.
   *
   * @return the manifest, whose layers have that compression
   */
  public Descriptor ociDirectory(
      StoredImage image, Path directory, LayoutEntries entries, LayerCompression compression) {
    Descriptor manifest = prepared(image, compression);
    try {
      new LayoutWriter(store).addTo(directory, manifest, entries);
      return manifest;
    } catch (IOException e) {
      throw OutputFile.notWritable(directory, e);
    }
  }

  /**
   * Pushes the image to the registry of the name, with layers of that compression.
   *
   * @return the manifest in the registry
   * @throws GrampusException {@code compression-format} for layers that the format cannot name
   */
  public Descriptor push(
      StoredImage image, ImageReference name, ManifestFormat format, LayerCompression compression) {
    requireNameable(compression, format);
    Descriptor manifest =
        format == ManifestFormat.DOCKER ? withoutZstd(image) : prepared(image, compression);
    Path digestFile = store.temporaryPath();
    List<String> options = new ArrayList<>();
    options.add("--format=" + format.skopeoName());
    options.add("--digestfile=" + digestFile);
    if (compression.kind() == LayerCompression.Kind.UNCOMPRESSED) {
      options.add("--preserve-digests"); // else skopeo compresses on the way
    }
    copy(manifest, new ImageLocation.Registry(name), options);
    try {
      Digest digest = Digest.parse(Files.readString(digestFile).trim());
      Files.delete(digestFile);
      return digest.equals(manifest.digest()) ? manifest : converted(name.withDigest(digest));
    } catch (IOException e) {
      throw new GrampusException(
          "skopeo-failed", "skopeo did not say which digest it pushed", null, e);
    }
  }

  /** What skopeo made of a manifest on its way into the registry. */
  private Descriptor converted(ImageReference pushed) {
    byte[] json = skopeo.manifest(new ImageLocation.Registry(pushed), store.layout().root());
    String type = ImageDocuments.readTree(json, "manifest of " + pushed).path("mediaType").asText();
    return Descriptor.of(
        type.isEmpty() ? MediaTypes.OCI_MANIFEST : type, Digest.of(json), json.length);
  }

  private static void requireNameable(LayerCompression compression, ManifestFormat format) {
    if (format == ManifestFormat.DOCKER && compression.kind() != LayerCompression.Kind.GZIP) {
      throw new GrampusException(
          "compression-format",
          "Docker's manifests know layers in gzip only",
          "push OCI's, or leave the compression as it is");
    }
  }

  /** The image's manifest with layers as they shall leave the store. */
  private Descriptor prepared(StoredImage image, LayerCompression compression) {
    return withLayers(
        image,
        image.manifest().layers().stream().map(layer -> compressed(layer, compression)).toList());
  }

  /** The image's manifest for Docker's formats, which know gzip only. */
  private Descriptor withoutZstd(StoredImage image) {
    return withLayers(image, store.compressedLayers().withoutZstd(image.manifest().layers()));
  }

  private Descriptor withLayers(StoredImage image, List<Descriptor> layers) {
    Manifest manifest = image.manifest();
    Descriptor stored = image.descriptor();
    if (layers.equals(manifest.layers())) {
      return ofPlatform(
          Descriptor.of(MediaTypes.OCI_MANIFEST, stored.digest(), stored.size()), stored);
    }
    Manifest changed =
        Manifest.of(manifest.config(), layers).withAnnotations(manifest.annotations());
    return ofPlatform(
        store.blobs().put(ImageDocuments.write(changed), MediaTypes.OCI_MANIFEST), stored);
  }

  /** The store's own annotations are nobody else's business. */
  private static Descriptor ofPlatform(Descriptor manifest, Descriptor stored) {
    Platform platform = stored.platform();
    return platform == null ? manifest : manifest.withPlatform(platform);
  }

  private Descriptor compressed(Descriptor layer, LayerCompression compression) {
    boolean isCompressed = !MediaTypes.isUncompressedLayer(layer.mediaType());
    if (isCompressed && (!compression.force() || isLike(layer, compression))) {
      return layer;
    }
    CompressedLayers forms = store.compressedLayers();
    return switch (compression.kind()) {
      case GZIP -> forms.gzip(layer, compression.level());
      case ZSTD -> forms.zstd(layer, compression.level());
      case UNCOMPRESSED -> forms.uncompressed(layer);
    };
  }

  private static boolean isLike(Descriptor layer, LayerCompression compression) {
    boolean isThatKind =
        switch (compression.kind()) {
          case GZIP -> layer.mediaType().equals(MediaTypes.OCI_LAYER_GZIP);
          case ZSTD -> layer.mediaType().equals(MediaTypes.OCI_LAYER_ZSTD);
          case UNCOMPRESSED -> false;
        };
    return isThatKind && compression.level().isEmpty();
  }

  private void copy(Descriptor manifest, ImageLocation target, List<String> options) {
    try (PrivateLayout layout = PrivateLayout.of(store, manifest)) {
      skopeo.copy(layout.location(), target, options, layout.directory());
    }
  }
}
