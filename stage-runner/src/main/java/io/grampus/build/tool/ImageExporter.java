package io.grampus.build.tool;

import io.grampus.build.image.Descriptor;
import io.grampus.build.image.Digest;
import io.grampus.build.image.ImageDocuments;
import io.grampus.build.image.ImageReference;
import io.grampus.build.image.Manifest;
import io.grampus.build.image.MediaTypes;
import io.grampus.build.store.CompressedLayers;
import io.grampus.build.store.Store;
import io.grampus.build.store.StoredImage;
import io.grampus.os.GrampusException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

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
   * replaced, once the new one is complete.
   *
   * @param names what the image is called in the archive; none is allowed
   */
  public void dockerArchive(StoredImage image, Path file, List<ImageReference> names) {
    List<String> options = new ArrayList<>();
    names.stream().skip(1).forEach(name -> options.add("--additional-tag=" + name));
    String first = names.isEmpty() ? null : names.get(0).toString();
    replace(
        file,
        target ->
            copy(image.descriptor(), new ImageLocation.DockerArchive(target, first), options));
  }

  /**
   * Writes a tar archive of an OCI layout with this one image. A file that exists is replaced, once
   * the new one is complete.
   *
   * @param name the annotation org.opencontainers.image.ref.name, or null for none
   */
  public void ociArchive(
      StoredImage image, Path file, @Nullable String name, LayerCompression compression) {
    Descriptor manifest = prepared(image, compression);
    replace(file, target -> copy(manifest, new ImageLocation.OciArchive(target, name), List.of()));
  }

  /**
   * Adds the image, under each of the names or without one, to an OCI layout, which is made where
   * missing.
   *
   * @param names values for the annotation org.opencontainers.image.ref.name
   */
  public void ociDirectory(
      StoredImage image, Path directory, List<String> names, LayerCompression compression) {
    Descriptor manifest = prepared(image, compression);
    Path absolute = directory.toAbsolutePath();
    for (String part : names.isEmpty() ? List.of("") : names) {
      copy(manifest, new ImageLocation.OciLayout(absolute, part), List.of());
    }
  }

  /**
   * Pushes the image to the registry of the name, with compressed layers.
   *
   * @return the digest of the manifest in the registry
   */
  public Digest push(StoredImage image, ImageReference name, ManifestFormat format) {
    Descriptor manifest = prepared(image, LayerCompression.GZIP);
    Path digestFile = store.temporaryPath();
    copy(
        manifest,
        new ImageLocation.Registry(name),
        List.of("--format=" + format.skopeoName(), "--digestfile=" + digestFile));
    try {
      Digest digest = Digest.parse(Files.readString(digestFile).trim());
      Files.delete(digestFile);
      return digest;
    } catch (IOException e) {
      throw new GrampusException(
          "skopeo-failed", "skopeo did not say which digest it pushed", null, e);
    }
  }

  /** The image's manifest with layers as they shall leave the store. */
  private Descriptor prepared(StoredImage image, LayerCompression compression) {
    Manifest manifest = image.manifest();
    boolean isReady =
        manifest.layers().stream()
            .noneMatch(layer -> MediaTypes.isUncompressedLayer(layer.mediaType()));
    if (compression == LayerCompression.NONE || isReady) {
      return image.descriptor();
    }
    CompressedLayers compressed = store.compressedLayers();
    List<Descriptor> layers = manifest.layers().stream().map(compressed::gzip).toList();
    Manifest changed =
        Manifest.of(manifest.config(), layers).withAnnotations(manifest.annotations());
    return store.blobs().put(ImageDocuments.write(changed), MediaTypes.OCI_MANIFEST);
  }

  private void copy(Descriptor manifest, ImageLocation target, List<String> options) {
    try (PrivateLayout layout = PrivateLayout.of(store, manifest)) {
      skopeo.copy(layout.location(), target, options, layout.directory());
    }
  }

  /** Lets a file be written beside its final place, which it takes when it is complete. */
  private static void replace(Path file, Consumer<Path> write) {
    Path target = file.toAbsolutePath();
    Path partial =
        target.resolveSibling(
            "." + target.getFileName() + ".partial-" + ProcessHandle.current().pid());
    try {
      Files.deleteIfExists(partial);
      write.accept(partial);
      Files.move(partial, target, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new GrampusException(
          "output-not-writable",
          "cannot write " + file + ": " + e.getMessage(),
          "choose another place that you may write to",
          e);
    } finally {
      deleteQuietly(partial);
    }
  }

  private static void deleteQuietly(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // The failure that left the file is on its way to the user and says more than this one.
      file.toFile().deleteOnExit();
    }
  }
}
