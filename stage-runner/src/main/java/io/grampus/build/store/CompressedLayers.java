package io.grampus.build.store;

import io.grampus.build.image.Descriptor;
import io.grampus.build.image.Digest;
import io.grampus.build.image.ImageDocuments;
import io.grampus.build.image.MediaTypes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Layers compressed with gzip for pushing and exporting. Each layer is compressed once; a record
 * remembers which blob came out.
 */
public final class CompressedLayers {
  private static final String SUFFIX = ".gzip";

  private final StoreLayout layout;
  private final Store store;
  private final BlobStore blobs;

  CompressedLayers(StoreLayout layout, Store store, BlobStore blobs) {
    this.layout = layout;
    this.store = store;
    this.blobs = blobs;
  }

  /**
   * A record of one compressed layer.
   *
   * @param source the uncompressed layer
   * @param compressed the blob that was made from it
   * @param record the file that says so
   */
  record Entry(Digest source, Descriptor compressed, Path record) {}

  /**
   * The layer compressed: itself where it is compressed already, else a blob that is made now or
   * was made before. The bytes depend only on the layer.
   */
  public Descriptor gzip(Descriptor layer) {
    if (!MediaTypes.isUncompressedLayer(layer.mediaType())) {
      return layer;
    }
    Path record = layout.compressed().resolve(layer.digest().hex() + SUFFIX);
    Optional<Descriptor> known = read(record).filter(made -> blobs.has(made.digest()));
    if (known.isPresent()) {
      return known.get();
    }
    try (BlobWriter writer = blobs.newBlob();
        InputStream content = blobs.open(layer.digest())) {
      ParallelGzip.compress(content, writer);
      Descriptor made = writer.commit(MediaTypes.OCI_LAYER_GZIP);
      store.writeFile(record, ImageDocuments.write(made));
      return made;
    } catch (IOException e) {
      throw StoreFailure.of("compress a layer", layout.blob(layer.digest()), e);
    }
  }

  List<Entry> entries() throws IOException {
    List<Entry> entries = new ArrayList<>();
    try (DirectoryStream<Path> records =
        Files.newDirectoryStream(layout.compressed(), "*" + SUFFIX)) {
      for (Path record : records) {
        String name = record.getFileName().toString();
        Digest source = new Digest(name.substring(0, name.length() - SUFFIX.length()));
        read(record).ifPresent(made -> entries.add(new Entry(source, made, record)));
      }
    }
    return entries;
  }

  private static Optional<Descriptor> read(Path record) {
    try {
      byte[] json = Files.readAllBytes(record);
      return Optional.of(ImageDocuments.read(json, Descriptor.class, record.toString()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw StoreFailure.of("read a record", record, e);
    }
  }
}
