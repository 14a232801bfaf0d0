package io.grampus.build.tool;

import io.grampus.build.image.Descriptor;
import io.grampus.build.image.Digest;
import io.grampus.build.image.ImageDocuments;
import io.grampus.build.image.ImageIndex;
import io.grampus.build.image.Manifest;
import io.grampus.build.layer.TarFile;
import io.grampus.build.store.Store;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Writes images as OCI layouts, in a directory or a tar archive: the store is one itself, so this
 * is copying blobs. The same image gives the same bytes. Source: OCI image specification,
 * image-layout.md.
 */
final class LayoutWriter {
  private static final byte[] MARKER =
      "{\"imageLayoutVersion\":\"1.0.0\"}".getBytes(StandardCharsets.UTF_8);
  private static final String MARKER_NAME = "oci-layout";
  private static final String INDEX_NAME = "index.json";
  private static final String BLOBS = "blobs/sha256/";

  private final Store store;

  LayoutWriter(Store store) {
    this.store = store;
  }

  /**
   * Adds an image to a layout, which is made where missing; entries of the same name go. Several
   * may do so at once.
   */
  void addTo(Path directory, Descriptor manifest, LayoutEntries entries) throws IOException {
    Files.createDirectories(directory.resolve(BLOBS));
    for (Digest digest : blobs(manifest)) {
      Path target = directory.resolve(BLOBS + digest.hex());
      if (!Files.exists(target) || Files.size(target) != store.blobs().size(digest)) {
        OutputFile.replace(store, target, file -> Files.copy(store.blobs().path(digest), file));
      }
    }
    // The index is read, changed and written: whoever has locked the marker is alone with it.
    try (FileChannel marker =
        FileChannel.open(
            directory.resolve(MARKER_NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      marker.lock();
      if (marker.size() == 0) {
        marker.write(ByteBuffer.wrap(MARKER));
      }
      list(directory.resolve(INDEX_NAME), manifest, entries);
    }
  }

  private void list(Path index, Descriptor manifest, LayoutEntries entries) throws IOException {
    ImageIndex present =
        Files.exists(index)
            ? ImageDocuments.read(Files.readAllBytes(index), ImageIndex.class, index.toString())
            : ImageIndex.of(List.of());
    List<Descriptor> listed = new ArrayList<>(entries.remaining(present.manifests(), manifest));
    listed.addAll(entries.of(manifest));
    byte[] json = ImageDocuments.write(present.withManifests(listed));
    OutputFile.replace(store, index, file -> Files.write(file, json));
  }

  /** Writes a tar archive of a layout with this one image. */
  void archive(Path file, Descriptor manifest, LayoutEntries entries) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 18)) {
      TarFile tar = new TarFile(out);
      tar.directory("blobs");
      tar.directory("blobs/sha256");
      for (Digest digest : blobs(manifest)) {
        try (InputStream content = store.blobs().open(digest)) {
          tar.file(BLOBS + digest.hex(), store.blobs().size(digest), content);
        }
      }
      tar.file(INDEX_NAME, ImageDocuments.write(ImageIndex.of(entries.of(manifest))));
      tar.file(MARKER_NAME, MARKER);
      tar.finish();
    }
  }

  private SortedSet<Digest> blobs(Descriptor manifest) {
    byte[] json = store.blobs().read(manifest.digest());
    Manifest read = ImageDocuments.read(json, Manifest.class, "manifest " + manifest.digest());
    SortedSet<Digest> blobs = new TreeSet<>();
    blobs.add(manifest.digest());
    blobs.add(read.config().digest());
    read.layers().forEach(layer -> blobs.add(layer.digest()));
    return blobs;
  }
}
