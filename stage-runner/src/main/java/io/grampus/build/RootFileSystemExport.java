package io.grampus.build;

import io.grampus.build.image.Descriptor;
import io.grampus.build.layer.Decompression;
import io.grampus.build.layer.DirectorySink;
import io.grampus.build.layer.FlattenSink;
import io.grampus.build.layer.Flattener;
import io.grampus.build.layer.LayerStream;
import io.grampus.build.layer.OneTimeSink;
import io.grampus.build.layer.TarSink;
import io.grampus.build.store.Store;
import io.grampus.build.store.StoredImage;
import io.grampus.build.tool.OutputFile;
import io.grampus.os.ByteString;
import io.grampus.os.Fd;
import io.grampus.os.OpenFlags;
import io.grampus.os.Timestamp;
import io.grampus.os.TreeAccess;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Writes the root file system of an image, made of its layers, as one tree. */
final class RootFileSystemExport {
  private final Store store;
  private final TreeAccess access;

  RootFileSystemExport(Store store, TreeAccess access) {
    this.store = store;
    this.access = access;
  }

  /**
   * Writes a tar archive, owners and attributes included.
   *
   * @param time that all files get, if any
   */
  void writeTar(StoredImage image, Path file, Optional<Instant> time) {
    OutputFile.write(
        store,
        file,
        target -> {
          try (OutputStream out = Files.newOutputStream(target)) {
            flattener(image).run(timed(new TarSink(out), time));
          }
        });
  }

  /**
   * Writes files into a directory, which is made where missing, as the user who calls.
   *
   * @param time that all files get, if any
   */
  void writeFiles(StoredImage image, Path directory, Optional<Instant> time, BuildEvents events) {
    try {
      Files.createDirectories(directory);
      byte[] path = ByteString.of(directory.toAbsolutePath().toString()).toByteArray();
      try (Fd root = access.files().openat(Fd.CURRENT_DIRECTORY, path, OpenFlags.DIRECTORY)) {
        flattener(image)
            .run(
                timed(
                    new DirectorySink(
                        access, root, warning -> events.warn("output-local", warning, null)),
                    time));
      }
    } catch (IOException e) {
      throw OutputFile.notWritable(directory, e);
    }
  }

  private static FlattenSink timed(FlattenSink sink, Optional<Instant> time) {
    return time.<FlattenSink>map(at -> new OneTimeSink(sink, new Timestamp(at.getEpochSecond(), 0)))
        .orElse(sink);
  }

  private Flattener flattener(StoredImage image) {
    List<LayerStream> layers = image.manifest().layers().stream().map(this::stream).toList();
    return new Flattener(layers);
  }

  private LayerStream stream(Descriptor layer) {
    return () -> Decompression.open(store.blobs().open(layer.digest()));
  }
}
