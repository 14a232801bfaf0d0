package io.grampus.build.store;

import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdOutputStream;
import io.grampus.build.image.Descriptor;
import io.grampus.build.image.Digest;
import io.grampus.build.image.ImageDocuments;
import io.grampus.build.image.MediaTypes;
import io.grampus.build.layer.Decompression;
import io.grampus.build.text.FailureReason;
import io.grampus.os.GrampusException;
import java.io.EOFException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.zip.ZipException;

/**
 * Layers in other forms than they are stored in, for pushing and exporting. Each is made once; a
 * record, named by the layer and the form, remembers which blob came out.
 */
public final class CompressedLayers {
  private static final int USUAL_ZSTD_LEVEL = 3;

  private final StoreLayout layout;
  private final Store store;
  private final BlobStore blobs;

  CompressedLayers(StoreLayout layout, Store store, BlobStore blobs) {
    this.layout = layout;
    this.store = store;
    this.blobs = blobs;
  }

  /**
   * A record of one layer in another form.
   *
   * @param source the layer as it came
   * @param compressed the blob that was made from it
   * @param record the file that says so
   */
  record Entry(Digest source, Descriptor compressed, Path record) {}

  /** Writes the tar stream of a layer in some form. */
  @FunctionalInterface
  private interface Form {
    void write(InputStream tar, BlobWriter blob) throws IOException;
  }

  /**
   * The layer in gzip, whatever it was before. The bytes depend only on layer and level.
   *
   * @param wanted the level, from 0 to 9; empty for the usual one
   */
  public Descriptor gzip(Descriptor layer, OptionalInt wanted) {
    int level = wanted.orElse(ParallelGzip.USUAL_LEVEL);
    return made(
        layer,
        "gzip-" + level,
        MediaTypes.OCI_LAYER_GZIP,
        (tar, blob) -> ParallelGzip.compress(tar, blob, level));
  }

  /**
   * The layer in zstd, whatever it was before.
   *
   * @param wanted the level, from 1 to 22; empty for the usual one
   */
  public Descriptor zstd(Descriptor layer, OptionalInt wanted) {
    int level = wanted.orElse(USUAL_ZSTD_LEVEL);
    return made(
        layer,
        "zstd-" + level,
        MediaTypes.OCI_LAYER_ZSTD,
        (tar, blob) -> {
          try (ZstdOutputStream out = new ZstdOutputStream(new Unclosed(blob), level)) {
            tar.transferTo(out);
          }
        });
  }

  /** The layers, in gzip where they were in zstd, which not everybody reads. */
  public List<Descriptor> withoutZstd(List<Descriptor> layers) {
    return layers.stream()
        .map(
            layer ->
                layer.mediaType().equals(MediaTypes.OCI_LAYER_ZSTD)
                    ? gzip(layer, OptionalInt.empty())
                    : layer)
        .toList();
  }

  /** The layer as a plain tar archive. */
  public Descriptor uncompressed(Descriptor layer) {
    return MediaTypes.isUncompressedLayer(layer.mediaType())
        ? layer
        : made(layer, "tar", MediaTypes.OCI_LAYER, InputStream::transferTo);
  }

  /** Ends a compressed stream without ending the blob that takes it. */
  private static final class Unclosed extends FilterOutputStream {
    Unclosed(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] content, int offset, int length) throws IOException {
      out.write(content, offset, length);
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }

  private Descriptor made(Descriptor layer, String form, String mediaType, Form writing) {
    Path record = layout.compressed().resolve(layer.digest().hex() + "." + form);
    Optional<Descriptor> known = read(record).filter(made -> blobs.has(made.digest()));
    if (known.isPresent()) {
      return known.get();
    }
    try (BlobWriter writer = blobs.newBlob();
        InputStream content = Decompression.open(blobs.open(layer.digest()))) {
      writing.write(content, writer);
      Descriptor made = writer.commit(mediaType);
      store.writeFile(record, ImageDocuments.write(made));
      return made;
    } catch (ZstdIOException | ZipException | EOFException e) {
      throw new GrampusException(
          "image-unpack",
          "cannot decompress the layer " + layer.digest() + ": " + FailureReason.of(e),
          "the image may be damaged; pull or build it again",
          e);
    } catch (IOException e) {
      throw StoreFailure.of("compress a layer", layout.blob(layer.digest()), e);
    }
  }

  List<Entry> entries() throws IOException {
    List<Entry> entries = new ArrayList<>();
    try (DirectoryStream<Path> records = Files.newDirectoryStream(layout.compressed(), "*.*")) {
      for (Path record : records) {
        String name = record.getFileName().toString();
        Digest source = new Digest(name.substring(0, name.indexOf('.')));
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
