package io.grampus.build.tool;

import io.grampus.build.image.Descriptor;
import io.grampus.build.image.ImageDocuments;
import io.grampus.build.image.ImageIndex;
import io.grampus.build.image.MediaTypes;
import io.grampus.build.store.Store;
import io.grampus.build.store.StoreFailure;
import io.grampus.os.GrampusException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A temporary OCI layout with an index of its own but the store's blobs, through a symbolic link.
 * The programs rewrite the index without any lock, so each run of one gets a layout to itself.
 */
final class PrivateLayout implements AutoCloseable {
  /** The name of the one image. */
  static final String NAME = "image";

  private final Store store;
  private final Path directory;

  private PrivateLayout(Store store, Path directory) {
    this.store = store;
    this.directory = directory;
  }

  /** A layout without an image, to be filled. */
  static PrivateLayout empty(Store store) {
    return create(store, blobsOf(store), List.of());
  }

  /** A layout with one image, whose blobs are in the store. */
  static PrivateLayout of(Store store, Descriptor manifest) {
    return of(store, blobsOf(store), manifest);
  }

  /** A layout with one image, whose blobs are in another layout's directory. */
  static PrivateLayout of(Store store, Path blobs, Descriptor manifest) {
    return create(
        store,
        blobs,
        List.of(
            Descriptor.of(MediaTypes.OCI_MANIFEST, manifest.digest(), manifest.size())
                .withAnnotation(Descriptor.REFERENCE_NAME, NAME)));
  }

  private static Path blobsOf(Store store) {
    return store.layout().images().resolve("blobs");
  }

  private static PrivateLayout create(Store store, Path blobs, List<Descriptor> manifests) {
    Path directory = store.temporaryPath();
    try {
      Files.createDirectory(directory);
      Files.writeString(directory.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
      Files.write(directory.resolve("index.json"), ImageDocuments.write(ImageIndex.of(manifests)));
      Files.createSymbolicLink(directory.resolve("blobs"), blobs);
      return new PrivateLayout(store, directory);
    } catch (IOException e) {
      throw StoreFailure.of("create a temporary layout", directory, e);
    }
  }

  Path directory() {
    return directory;
  }

  ImageLocation location() {
    return new ImageLocation.OciLayout(directory, NAME);
  }

  /** The entry of the image that a program put here. */
  Descriptor entry() {
    Path index = directory.resolve("index.json");
    try {
      return ImageDocuments.read(Files.readAllBytes(index), ImageIndex.class, index.toString())
          .manifests()
          .stream()
          .filter(entry -> NAME.equals(entry.referenceName()))
          .findFirst()
          .orElseThrow(
              () ->
                  new GrampusException(
                      "skopeo-failed", "skopeo wrote no image to " + directory, null));
    } catch (IOException e) {
      throw StoreFailure.of("read a temporary layout", index, e);
    }
  }

  /** The manifest of the image that a program put here, byte for byte. */
  byte[] manifestJson() {
    return store.blobs().read(entry().digest());
  }

  /** Removes the layout; the blobs stay. */
  @Override
  public void close() {
    store.removeTree(directory);
  }
}
