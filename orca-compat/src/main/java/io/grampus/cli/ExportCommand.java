package io.grampus.cli;

import io.grampus.build.image.Descriptor;
import io.grampus.build.layer.Decompression;
import io.grampus.build.layer.Flattener;
import io.grampus.build.layer.LayerStream;
import io.grampus.build.layer.TarSink;
import io.grampus.build.store.BlobStore;
import io.grampus.build.store.Store;
import io.grampus.build.store.StoredImage;
import io.grampus.build.tool.OutputFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes the files of an image as one tar archive. */
@Command(
    name = "export",
    description = {
      "Write the files of an image as one tar archive, on standard output where no file is named.",
      "",
      "Owners, modes, extended attributes, devices and hard links are those of the image."
    },
    footer = {
      "Examples:",
      "  grampus export -o web.tar web:1.0",
      "  grampus export web:1.0 | tar -t"
    })
final class ExportCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "IMAGE", description = "The image's name or id.")
  private String image = "";

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "The file to write.")
  private @Nullable Path output;

  ExportCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    Environment environment = session.environment();
    if (output == null && environment.terminal().isOutput()) {
      throw new UsageException(
          "the archive would be written to the terminal", "add -o FILE, or redirect the output");
    }
    Store store = session.services().store();
    StoredImage stored = new Images(store.images()).named(image);
    Flattener files = files(stored, store.blobs());
    if (output == null) {
      files.run(new TarSink(environment.out()));
    } else {
      write(files, store, output);
    }
    return ExitCode.OK;
  }

  private static Flattener files(StoredImage image, BlobStore blobs) {
    return new Flattener(
        image.manifest().layers().stream().map(layer -> stream(layer, blobs)).toList());
  }

  private static LayerStream stream(Descriptor layer, BlobStore blobs) {
    return () -> Decompression.open(blobs.open(layer.digest()));
  }

  private static void write(Flattener files, Store store, Path file) {
    OutputFile.write(
        store,
        file,
        target -> {
          try (OutputStream out = Files.newOutputStream(target)) {
            files.run(new TarSink(out));
          }
        });
  }
}
