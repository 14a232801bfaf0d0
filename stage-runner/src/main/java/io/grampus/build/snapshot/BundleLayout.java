package io.grampus.build.snapshot;

import io.grampus.build.image.Descriptor;
import io.grampus.build.image.Digest;
import io.grampus.build.image.ImageConfig;
import io.grampus.build.image.ImageDocuments;
import io.grampus.build.image.ImageIndex;
import io.grampus.build.image.Manifest;
import io.grampus.build.image.MediaTypes;
import io.grampus.build.image.Platform;
import io.grampus.build.layer.Decompression;
import io.grampus.build.layer.LayerTimes;
import io.grampus.build.layer.LayerWriter;
import io.grampus.build.layer.UnionView;
import io.grampus.os.ByteString;
import io.grampus.os.Fd;
import io.grampus.os.OpenFlags;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/**
 * An OCI layout with one image, whose layers are made of a snapshot's directories, for umoci to
 * work on.
 */
final class BundleLayout {
  /** The image's name. */
  static final String TAG = "step";

  private static final String BLOBS = "blobs/sha256";

  private final StoreFiles files;
  private final Path directory;

  /**
   * A layout in that directory.
   *
   * @param directory is made by {@link #write}
   */
  BundleLayout(StoreFiles files, Path directory) {
    this.files = files;
    this.directory = directory;
  }

  Path directory() {
    return directory;
  }

  /** Writes the image of a snapshot; its directories are given lowest first. */
  void write(List<Path> directories) throws IOException {
    Files.createDirectories(directory.resolve(BLOBS));
    Files.writeString(directory.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
    List<Descriptor> layers = new ArrayList<>();
    for (int index = 0; index < directories.size(); index++) {
      layers.add(layer(directories.subList(0, index), directories.get(index)));
    }
    List<Digest> diffIds = layers.stream().map(Descriptor::digest).toList();
    ImageConfig config = ImageConfig.scratch(Platform.host()).withLayers(diffIds, List.of());
    Manifest manifest = Manifest.of(document(MediaTypes.OCI_CONFIG, config), layers);
    Descriptor entry =
        document(MediaTypes.OCI_MANIFEST, manifest).withAnnotation(Descriptor.REFERENCE_NAME, TAG);
    Files.write(
        directory.resolve("index.json"), ImageDocuments.write(ImageIndex.of(List.of(entry))));
  }

  private Descriptor document(String mediaType, Object document) throws IOException {
    byte[] json = ImageDocuments.write(document);
    Digest digest = Digest.of(json);
    Files.write(blob(digest), json);
    return Descriptor.of(mediaType, digest, json.length);
  }

  private Path blob(Digest digest) {
    return directory.resolve(BLOBS).resolve(digest.hex());
  }

  private Descriptor layer(List<Path> below, Path upper) throws IOException {
    Path partial = directory.resolve("layer");
    MessageDigest digest = Digest.sha256();
    try (UnionView lower = UnionView.open(files.access(), below);
        Fd changed = open(upper);
        OutputStream file = new BufferedOutputStream(Files.newOutputStream(partial));
        OutputStream out = new DigestOutputStream(file, digest)) {
      new LayerWriter(files.reader(), LayerTimes.REPRODUCIBLE, warning -> {})
          .writeDiff(lower, changed, out);
    }
    Digest name = Digest.finish(digest);
    long size = Files.size(partial);
    Files.move(partial, blob(name));
    return Descriptor.of(MediaTypes.OCI_LAYER, name, size);
  }

  private Fd open(Path path) throws IOException {
    byte[] name = ByteString.of(path.toString()).toByteArray();
    return files.access().files().openat(Fd.CURRENT_DIRECTORY, name, OpenFlags.DIRECTORY);
  }

  /** How many layers the image has. */
  int layers() throws IOException {
    return manifest().layers().size();
  }

  /** The topmost layer's tar stream. */
  InputStream top() throws IOException {
    List<Descriptor> layers = manifest().layers();
    Path path = blob(layers.get(layers.size() - 1).digest());
    return Decompression.open(new BufferedInputStream(Files.newInputStream(path)));
  }

  private Manifest manifest() throws IOException {
    Path path = directory.resolve("index.json");
    ImageIndex index = ImageDocuments.read(Files.readAllBytes(path), ImageIndex.class, "index");
    Descriptor entry =
        index.manifests().stream()
            .filter(found -> TAG.equals(found.referenceName()))
            .findFirst()
            .orElseThrow(() -> new IOException("umoci left no image in " + path));
    byte[] json = Files.readAllBytes(blob(entry.digest()));
    return ImageDocuments.read(json, Manifest.class, "manifest " + entry.digest());
  }
}
