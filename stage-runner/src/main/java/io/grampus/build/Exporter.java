package io.grampus.build;

import io.grampus.build.image.Descriptor;
import io.grampus.build.image.ImageReference;
import io.grampus.build.snapshot.StoreFiles;
import io.grampus.build.store.Store;
import io.grampus.build.store.StoredImage;
import io.grampus.build.tool.ImageExporter;
import io.grampus.build.tool.LayoutEntries;
import io.grampus.build.tool.ManifestFormat;
import io.grampus.build.tool.OutputFile;
import io.grampus.os.GrampusException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Writes a built image to every output of its request. */
public final class Exporter {
  private static final String CREATED = "org.opencontainers.image.created";

  private final Store store;
  private final ImageExporter images;
  private final RootFileSystemExport rootFileSystems;

  /** An exporter out of that store. */
  public Exporter(Store store, StoreFiles files, ImageExporter images) {
    this.store = store;
    this.images = images;
    this.rootFileSystems = new RootFileSystemExport(store, files.access());
  }

  /**
   * What became of the image.
   *
   * @param image in the form of the last output that is an image
   * @param manifest as it was in that output, with the annotations of its entry in an index
   * @param names that it got
   */
  record Exported(StoredImage image, Descriptor manifest, List<String> names) {
    Exported {
      names = List.copyOf(names);
    }
  }

  /**
   * Finds mistakes in the outputs before any work is done for them.
   *
   * @throws GrampusException {@code image-name-invalid}, {@code output-name-missing}, {@code
   *     epoch-invalid}, {@code annotation-unsupported}, {@code output-not-writable}
   */
  void check(BuildRequest request) {
    references(request.tags());
    SourceDateEpoch.of(request.buildArgs());
    for (Output output : request.outputs()) {
      if (output.destination() instanceof Destination.File file) {
        OutputFile.requireNoFolder(file.path());
      }
      if (output instanceof Output.Image image
          && image.push()
          && names(image.names(), request).isEmpty()) {
        throw new GrampusException(
            "output-name-missing",
            "an image without a name cannot be pushed",
            "give it one with -t REGISTRY/NAME");
      }
      boolean isDocker =
          output instanceof Output.DockerArchive || output.form().format() == ManifestFormat.DOCKER;
      if (isDocker && !output.form().annotations().isEmpty()) {
        throw new GrampusException(
            "annotation-unsupported",
            "Docker's image format has no annotations",
            "use type=oci, or leave oci-mediatypes as it is");
      }
    }
  }

  Exported export(
      BuiltImage built, Optional<Instant> epoch, BuildRequest request, BuildEvents events)
      throws InterruptedException {
    List<Output> outputs =
        request.outputs().isEmpty()
            ? List.of(new Output.Image(List.of(), false))
            : request.outputs();
    OutputVariants variants = new OutputVariants(store, built, epoch, events);
    List<String> stored = new ArrayList<>();
    Descriptor manifest = null;
    StoredImage last = variants.of(ImageForm.USUAL);
    for (Output output : outputs) {
      Vertex vertex = events.start(VertexKind.EXPORT, null, label(output));
      try {
        StoredImage image = variants.of(output.form());
        Optional<Descriptor> written = export(image, output, epoch, request, events, vertex);
        if (written.isPresent()) {
          last = image;
          manifest = written.get().withAnnotations(output.form().annotations().descriptor());
        }
        stored.addAll(namesOf(output, request));
        vertex.finish();
      } catch (GrampusException e) {
        vertex.fail(String.valueOf(e.getMessage()));
        throw e;
      }
    }
    return new Exported(last, manifest == null ? last.descriptor() : manifest, stored);
  }

  private static List<String> namesOf(Output output, BuildRequest request) {
    List<String> own;
    if (output instanceof Output.Image image) {
      own = image.names();
    } else if (output instanceof Output.DockerArchive archive) {
      own = archive.names();
    } else if (output instanceof Output.OciArchive archive) {
      own = archive.names();
    } else if (output instanceof Output.OciDirectory directory) {
      own = directory.names();
    } else {
      return List.of();
    }
    return names(own, request).stream().map(ImageReference::toString).toList();
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

  /** Writes one output; the manifest that came out, unless the output is just files. */
  private Optional<Descriptor> export(
      StoredImage image,
      Output output,
      Optional<Instant> epoch,
      BuildRequest request,
      BuildEvents events,
      Vertex vertex) {
    if (output instanceof Output.Image target) {
      return Optional.of(toStore(image, target, request, vertex));
    }
    if (output instanceof Output.DockerArchive target) {
      List<ImageReference> names = names(target.names(), request);
      to(target.destination(), file -> images.dockerArchive(image, file, names));
      return Optional.of(image.descriptor());
    }
    if (output instanceof Output.OciArchive target) {
      LayoutEntries entries = entries(image, names(target.names(), request), target.form());
      List<Descriptor> written = new ArrayList<>();
      to(
          target.destination(),
          file ->
              written.add(images.ociArchive(image, file, entries, target.form().compression())));
      return Optional.of(written.get(0));
    }
    if (output instanceof Output.OciDirectory target) {
      LayoutEntries entries = entries(image, names(target.names(), request), target.form());
      return Optional.of(
          images.ociDirectory(image, target.directory(), entries, target.form().compression()));
    }
    if (output instanceof Output.Tar target) {
      to(target.destination(), file -> rootFileSystems.writeTar(image, file, epoch));
    } else if (output instanceof Output.Local target) {
      rootFileSystems.writeFiles(image, target.directory(), epoch, events);
    }
    return Optional.empty();
  }

  private Descriptor toStore(
      StoredImage image, Output.Image target, BuildRequest request, Vertex vertex) {
    Descriptor manifest = image.descriptor();
    vertex.exported(target, "writing image " + image.id());
    for (ImageReference name : names(target.names(), request)) {
      store.images().tag(image, name);
      vertex.exported(target, "naming to " + name);
      if (target.push()) {
        manifest = images.push(image, name, target.form().format(), target.form().compression());
        vertex.exported(target, "pushed " + name + "@" + manifest.digest());
      }
    }
    return manifest;
  }

  private static List<ImageReference> names(List<String> own, BuildRequest request) {
    return references(own.isEmpty() ? request.tags() : own);
  }

  private static List<ImageReference> references(List<String> names) {
    return names.stream().map(ImageReference::parse).toList();
  }

  /** Within a layout an image goes by its tag; its whole name is a further annotation. */
  private LayoutEntries entries(StoredImage image, List<ImageReference> names, ImageForm form) {
    Map<String, String> annotations = new TreeMap<>(form.annotations().descriptor());
    Instant created = store.images().config(image).created();
    if (created != null) {
      annotations.putIfAbsent(CREATED, created.truncatedTo(ChronoUnit.SECONDS).toString());
    }
    List<LayoutEntries.Name> listed = new ArrayList<>();
    for (ImageReference name : names) {
      String tag = name.tag();
      if (tag != null) {
        listed.add(new LayoutEntries.Name(tag, name.toString()));
      }
    }
    return new LayoutEntries(listed, annotations);
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
