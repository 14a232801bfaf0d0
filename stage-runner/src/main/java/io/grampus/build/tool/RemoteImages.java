package io.grampus.build.tool;

import io.grampus.build.image.Descriptor;
import io.grampus.build.image.Digest;
import io.grampus.build.image.ImageDocuments;
import io.grampus.build.image.ImageIndex;
import io.grampus.build.image.ImageReference;
import io.grampus.build.image.Manifest;
import io.grampus.build.store.Store;
import io.grampus.build.text.FailureReason;
import io.grampus.os.GrampusException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Images outside of the store: in OCI layouts and registries. */
public final class RemoteImages {
  private final Store store;
  private final Skopeo skopeo;

  public RemoteImages(Store store, Skopeo skopeo) {
    this.store = store;
    this.skopeo = skopeo;
  }

  /**
   * The image of that name in a layout.
   *
   * @throws GrampusException {@code image-not-found}
   */
  public RemoteImage inLayout(Path directory, String name) {
    byte[] json = read(directory.resolve("index.json"));
    ImageIndex index = ImageDocuments.read(json, ImageIndex.class, "index of " + directory);
    Descriptor entry =
        index.manifests().stream()
            .filter(manifest -> name.equals(manifest.referenceName()))
            .findFirst()
            .orElseThrow(() -> notFound(directory + " has no " + name, null));
    return new InLayout(directory, entry);
  }

  /**
   * The image that the name means now.
   *
   * @throws GrampusException {@code image-not-found}, {@code registry-…}
   */
  public RemoteImage inRegistry(ImageReference name) {
    return new InRegistry(
        name, skopeo.manifest(new ImageLocation.Registry(name), store.layout().root()));
  }

  private static GrampusException notFound(String message, @Nullable Exception cause) {
    return new GrampusException("image-not-found", message, null, cause);
  }

  private static byte[] read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(ImageDocuments.MAXIMUM_SIZE + 1); // more is refused when it is read
    } catch (IOException e) {
      throw notFound("cannot read " + file + ": " + FailureReason.of(e), e);
    }
  }

  private final class InLayout implements RemoteImage {
    private final Path directory;
    private final Descriptor entry;

    InLayout(Path directory, Descriptor entry) {
      this.directory = directory;
      this.entry = entry;
    }

    private Path blob(Descriptor descriptor) {
      return directory.resolve("blobs/sha256").resolve(descriptor.digest().hex());
    }

    @Override
    public byte[] manifest() {
      return verified(entry);
    }

    @Override
    public byte[] config(Manifest manifest) {
      return verified(manifest.config());
    }

    private byte[] verified(Descriptor descriptor) {
      byte[] json = read(blob(descriptor));
      if (!Digest.of(json).equals(descriptor.digest())) {
        throw new GrampusException(
            "digest-mismatch", blob(descriptor) + " is damaged", "write it again");
      }
      return json;
    }

    @Override
    public void fetch(Descriptor layer) {
      try (InputStream in = Files.newInputStream(blob(layer))) {
        store.blobs().put(in, layer);
      } catch (IOException e) {
        throw notFound("cannot read " + blob(layer) + ": " + FailureReason.of(e), e);
      }
    }
  }

  /** skopeo brings all layers at once; what the store has already it leaves out. */
  private final class InRegistry implements RemoteImage {
    private final ImageLocation place;
    private final byte[] manifest;

    InRegistry(ImageReference name, byte[] manifest) {
      this.place = new ImageLocation.Registry(name.withDigest(Digest.of(manifest)));
      this.manifest = manifest;
    }

    @Override
    public byte[] manifest() {
      return manifest;
    }

    @Override
    public byte[] config(Manifest ofImage) {
      return skopeo.config(place, store.layout().root());
    }

    @Override
    public void fetch(Descriptor layer) {
      try (PrivateLayout layout = PrivateLayout.empty(store)) {
        skopeo.copy(place, layout.location(), List.of(), layout.directory());
        store.blobs().sync(List.of(layer.digest()));
      }
    }
  }
}
