package io.grampus.cli;

import io.grampus.build.image.ImageReference;
import io.grampus.build.store.Store;
import io.grampus.build.store.StoredImage;
import io.grampus.build.tool.ImageExporter;
import io.grampus.build.tool.LayoutEntries;
import io.grampus.os.GrampusException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes an image to an archive. */
@Command(
    name = "save",
    description = {
      "Write an image to an archive, on standard output where no file is named.",
      "",
      "docker-archive is what docker load and podman load read; oci-archive and oci-dir hold an "
          + "OCI image layout, as one tar file and as a folder."
    },
    footer = {
      "Examples:",
      "  grampus save -o web.tar web:1.0",
      "  grampus save web:1.0 | ssh elsewhere docker load"
    })
final class SaveCommand implements Callable<Integer> {
  /** The kinds of archive, by the names that podman has for them. */
  enum Format {
    DOCKER_ARCHIVE,
    OCI_ARCHIVE,
    OCI_DIR
  }

  private final Session session;

  @Parameters(
      arity = "1..*",
      paramLabel = "IMAGE",
      description = "The image's name or id; more names of it go into the archive too.")
  private List<String> images = new ArrayList<>();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "The file to write, or the folder for oci-dir.")
  private @Nullable Path output;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      converter = Formats.class,
      completionCandidates = Formats.class,
      description = "docker-archive, oci-archive or oci-dir. Else docker-archive.")
  private Format format = Format.DOCKER_ARCHIVE;

  @Mixin private final CompressionOptions compression = new CompressionOptions();

  SaveCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    Environment environment = session.environment();
    if (output == null && format == Format.OCI_DIR) {
      throw new UsageException("oci-dir needs a folder", "add -o FOLDER");
    }
    if (output == null && environment.terminal().isOutput()) {
      throw new UsageException(
          "the archive would be written to the terminal", "add -o FILE, or redirect the output");
    }
    if (compression.isGiven() && format == Format.DOCKER_ARCHIVE) {
      throw new UsageException(
          "the layers of a docker-archive are not compressed", "use --format oci-archive");
    }
    Store store = session.services().store();
    List<StoredImage> named = images.stream().map(new Images(store.images())::named).toList();
    requireOneImage(named);
    Path file = output == null ? store.temporaryPath() : output;
    write(named.get(0), names(named), file);
    if (output == null) {
      Files.copy(file, environment.out());
      Files.delete(file);
    }
    return ExitCode.OK;
  }

  private void write(StoredImage image, List<ImageReference> names, Path file) {
    ImageExporter exporter = session.services().exporter();
    switch (format) {
      case DOCKER_ARCHIVE -> exporter.dockerArchive(image, file, names);
      case OCI_ARCHIVE -> exporter.ociArchive(image, file, entries(names), compression.chosen());
      case OCI_DIR -> exporter.ociDirectory(image, file, entries(names), compression.chosen());
    }
  }

  private static LayoutEntries entries(List<ImageReference> names) {
    return LayoutEntries.of(names.stream().map(ImageReference::toString).toList());
  }

  /** The names as they were asked for; an image asked for by its id keeps its name to itself. */
  private List<ImageReference> names(List<StoredImage> named) {
    List<ImageReference> names = new ArrayList<>();
    for (int i = 0; i < named.size(); i++) {
      ImageReference name = named.get(i).name();
      if (name != null && Images.isName(images.get(i), name)) {
        names.add(name);
      }
    }
    return names;
  }

  private static void requireOneImage(List<StoredImage> named) {
    if (named.stream().map(StoredImage::id).distinct().count() > 1) {
      throw new GrampusException(
          "save-several",
          "several images in one archive are not supported yet",
          "save each to a file of its own");
    }
  }

  /** Reads the value of --format. */
  static final class Formats extends WordConverter<Format> {
    Formats() {
      super("format", Format.values());
    }
  }
}
