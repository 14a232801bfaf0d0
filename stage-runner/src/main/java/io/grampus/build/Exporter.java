package io.grampus.build;

import io.grampus.build.image.Digest;
import io.grampus.build.image.ImageReference;
import io.grampus.build.image.Manifest;
import io.grampus.build.snapshot.StoreFiles;
import io.grampus.build.store.Store;
import io.grampus.build.store.StoredImage;
import io.grampus.build.tool.ImageExporter;
import io.grampus.build.tool.LayerCompression;
import io.grampus.build.tool.ManifestFormat;
import io.grampus.os.GrampusException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/** Writes a built image to every output of its request. */
public final class Exporter {
  private final Store store;
  private final ImageExporter images;
  private final RootFileSystemExport rootFileSystems;

  /** An exporter out of that store. */
  public Exporter(Store store, StoreFiles files, ImageExporter images) {
    this.store = store;
    this.images = images;
    this.rootFileSystems = new RootFileSystemExport(store, files.access());
  }

  /** What became of the image: its manifest's digest, and the names it got. */
  record Exported(Digest manifest, List<String> names) {
    Exported {
      names = List.copyOf(names);
    }
  }

  /**
   * Finds mistakes in the outputs before any work is done for them.
   *
   * @throws GrampusException {@code image-name-invalid}, {@code output-name-missing}
   */
  void check(BuildRequest request) {
    references(request.tags());
    for (Output output : request.outputs()) {
      if (output instanceof Output.Image image
          && image.push()
          && names(image.names(), request).isEmpty()) {
        throw new GrampusException(
            "output-name-missing",
            "an image without a name cannot be pushed",
            "give it one with -t REGISTRY/NAME");
      }
    }
  }

  Exported export(Manifest manifest, BuildRequest request, BuildEvents events)
      throws InterruptedException {
    List<Output> outputs =
        request.outputs().isEmpty()
            ? List.of(new Output.Image(List.of(), false))
            : request.outputs();
    List<String> stored = new ArrayList<>();
    StoredImage image = store.images().put(manifest, List.of());
    for (Output output : outputs) {
      Vertex vertex = events.start(VertexKind.EXPORT, null, label(output));
      try {
        stored.addAll(export(image, output, request, events, vertex));
        vertex.finish();
      } catch (GrampusException e) {
        vertex.fail(String.valueOf(e.getMessage()));
        throw e;
      }
    }
    return new Exported(image.descriptor().digest(), stored);
  }

  private static String label(Output output) {
    if (output instanceof Output.Image) {
      return "exporting to image";
    }
    if (output instanceof Output.DockerArchive) {
      return "exporting to docker image format";
    }
    if (output instanceof Output.Local || output instanceof Output.Tar) {
      return "exporting to client";
    }
    return "exporting to oci image format";
  }

  private List<String> export(
      StoredImage image, Output output, BuildRequest request, BuildEvents events, Vertex vertex) {
    if (output instanceof Output.Image target) {
      return toStore(image, target, request, vertex);
    }
    if (output instanceof Output.DockerArchive target) {
      List<ImageReference> names = names(target.names(), request);
      to(target.destination(), file -> images.dockerArchive(image, file, names));
    } else if (output instanceof Output.OciArchive target) {
      List<String> tags = tags(target.names(), request);
      String name = tags.isEmpty() ? null : tags.get(0);
      to(target.destination(), file -> images.ociArchive(image, file, name, LayerCompression.GZIP));
    } else if (output instanceof Output.OciDirectory target) {
      images.ociDirectory(
          image, target.directory(), tags(target.names(), request), LayerCompression.GZIP);
    } else if (output instanceof Output.Tar target) {
      to(target.destination(), file -> rootFileSystems.writeTar(image, file));
    } else if (output instanceof Output.Local target) {
      rootFileSystems.writeFiles(image, target.directory(), events);
    }
    return List.of();
  }

  private List<String> toStore(
      StoredImage image, Output.Image target, BuildRequest request, Vertex vertex) {
    List<String> stored = new ArrayList<>();
    vertex.exported(target, "writing image " + image.id());
    for (ImageReference name : names(target.names(), request)) {
      store.images().tag(image, name);
      vertex.exported(target, "naming to " + name);
      if (target.push()) {
        Digest pushed = images.push(image, name, ManifestFormat.OCI);
        vertex.exported(target, "pushed " + name + "@" + pushed);
      }
      stored.add(name.toString());
    }
    return stored;
  }

  private static List<ImageReference> names(List<String> own, BuildRequest request) {
    return references(own.isEmpty() ? request.tags() : own);
  }

  private static List<ImageReference> references(List<String> names) {
    return names.stream().map(ImageReference::parse).toList();
  }

  /** Within a layout an image goes by its tag alone, as buildx has it. */
  private static List<String> tags(List<String> own, BuildRequest request) {
    return names(own, request).stream()
        .map(ImageReference::tag)
        .filter(Objects::nonNull)
        .distinct()
        .toList();
  }

  /** A stream cannot be written by a tool that seeks: it gets a finished file. */
  private void to(Destination destination, Consumer<Path> write) {
    if (destination instanceof Destination.File file) {
      write.accept(file.path());
      return;
    }
    Path temporary = store.temporaryPath();
    try (OutputStream out = new FileOutputStream(FileDescriptor.out)) {
      write.accept(temporary);
      Files.copy(temporary, out);
      Files.delete(temporary);
    } catch (IOException e) {
      throw new GrampusException(
          "output-not-writable",
          "cannot write to standard output: " + e.getMessage(),
          "redirect it to a file or a program that reads it",
          e);
    }
  }
}
