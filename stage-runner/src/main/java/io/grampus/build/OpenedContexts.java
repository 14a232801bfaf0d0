package io.grampus.build;

import io.grampus.build.copy.FileDigests;
import io.grampus.build.image.Digest;
import io.grampus.build.image.Platform;
import io.grampus.build.store.Store;
import io.grampus.os.GrampusException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The contexts of one build, opened when they are first needed. Closing them removes what was
 * brought here for the build and saves what was learnt about files. Safe for several threads.
 */
final class OpenedContexts implements AutoCloseable {
  private static final String IGNORE_SUFFIX = ContextFolder.IGNORE_FILE;
  private static final int MOST_DIGEST_FILES = 64;

  private final BuildMachinery machinery;
  private final BuildRequest request;
  private final RemoteContexts remote;
  private final Map<String, ExternalSource> named = new HashMap<>();
  private final Map<String, FileDigests> digests = new HashMap<>();
  private final ContextFolder main;
  private final Optional<byte[]> onlyDockerfile;

  private OpenedContexts(BuildMachinery machinery, BuildRequest request)
      throws InterruptedException {
    this.machinery = machinery;
    this.request = request;
    this.remote = new RemoteContexts(machinery);
    RemoteContexts.Content content;
    try {
      content = openMain();
    } catch (GrampusException | InterruptedException e) {
      remote.close();
      throw e;
    }
    this.main = content.folder();
    this.onlyDockerfile = content.dockerfile();
  }

  /**
   * Opens the main context.
   *
   * @throws GrampusException {@code context-…}, {@code dockerignore-unreadable}, {@code
   *     download-failed}, {@code git-failed}
   */
  static OpenedContexts open(BuildMachinery machinery, BuildRequest request, BuildEvents events)
      throws InterruptedException {
    if (request.context().main() instanceof ContextSource.Folder) {
      return new OpenedContexts(machinery, request);
    }
    Vertex vertex = events.start(VertexKind.LOAD, null, "[internal] load remote build context");
    try {
      OpenedContexts opened = new OpenedContexts(machinery, request);
      vertex.finish();
      return opened;
    } catch (GrampusException e) {
      vertex.fail(String.valueOf(e.getMessage()));
      throw e;
    } catch (InterruptedException e) {
      vertex.cancel();
      throw e;
    }
  }

  private RemoteContexts.Content openMain() throws InterruptedException {
    ContextSource source = request.context().main();
    if (source instanceof ContextSource.Stream stream) {
      return remote.read(stream.content(), "standard input");
    }
    if (source instanceof ContextSource.Download download) {
      return remote.download(download.file());
    }
    if (source instanceof ContextSource.Repository repository) {
      return new RemoteContexts.Content(remote.checkOut(repository.reference()), Optional.empty());
    }
    if (source instanceof ContextSource.Folder folder) {
      Path directory = existing(folder.directory());
      return new RemoteContexts.Content(
          new ContextFolder(
              directory, ContextFolder.rules(ignoreFile(directory)), digestsOf(directory)),
          Optional.empty());
    }
    throw new IllegalArgumentException("an image is no main context");
  }

  private static Path existing(Path folder) {
    Path directory = folder.toAbsolutePath().normalize();
    if (!Files.isDirectory(directory)) {
      throw new GrampusException(
          "context-not-found",
          "the build context " + folder + " is not a directory",
          "name the directory with the files to copy, for example .");
    }
    return directory;
  }

  /** A Dockerfile's own file, {@code NAME.dockerignore} beside it, goes before the context's. */
  private Path ignoreFile(Path directory) {
    if (request.dockerfile() instanceof DockerfileSource.File file) {
      Path own = file.path().resolveSibling(file.path().getFileName() + IGNORE_SUFFIX);
      if (Files.exists(own)) {
        return own;
      }
    }
    return directory.resolve(ContextFolder.IGNORE_FILE);
  }

  /** What COPY and ADD see. */
  ContextFolder main() {
    return main;
  }

  /** The Dockerfile, where the main context is one and nothing else. */
  Optional<byte[]> onlyDockerfile() {
    return onlyDockerfile;
  }

  /**
   * What a name from outside of the Dockerfile means: the context that was given this name, else an
   * image.
   */
  ExternalSource resolve(String name, Platform platform) throws InterruptedException {
    Optional<ExternalSource> context = named(name, platform);
    return context.isPresent()
        ? context.get()
        : new ExternalSource.Image(machinery.bases().resolve(name, platform, request.pull()));
  }

  private synchronized Optional<ExternalSource> named(String name, Platform platform)
      throws InterruptedException {
    String key = BuildContexts.normalised(name);
    ContextSource source = request.context().named().get(key);
    if (source == null) {
      return Optional.empty();
    }
    ExternalSource present = named.get(key);
    if (present == null) {
      present = open(source, platform);
      named.put(key, present);
    }
    return Optional.of(present);
  }

  private ExternalSource open(ContextSource source, Platform platform) throws InterruptedException {
    if (source instanceof ContextSource.Image image) {
      return new ExternalSource.Image(
          machinery.bases().resolve(image.name(), platform, request.pull()));
    }
    if (source instanceof ContextSource.Layout layout) {
      return new ExternalSource.Image(
          machinery.bases().ofLayout(layout.directory(), layout.selector(), platform));
    }
    if (source instanceof ContextSource.Repository repository) {
      return new ExternalSource.Files(remote.checkOut(repository.reference()));
    }
    if (source instanceof ContextSource.Download download) {
      return new ExternalSource.Files(remote.downloadAsFile(download.file()));
    }
    if (source instanceof ContextSource.Folder folder) {
      Path directory = existing(folder.directory());
      Path rules = directory.resolve(ContextFolder.IGNORE_FILE);
      return new ExternalSource.Files(
          new ContextFolder(directory, ContextFolder.rules(rules), digestsOf(directory)));
    }
    throw new IllegalArgumentException("a stream is no named context");
  }

  /** What is known of the files of snapshots and images. */
  FileDigests layerDigests() {
    return digests("layers");
  }

  private FileDigests digestsOf(Path directory) {
    byte[] path = directory.toString().getBytes(StandardCharsets.UTF_8);
    return digests(Digest.of(path).shortHex());
  }

  private synchronized FileDigests digests(String name) {
    return digests.computeIfAbsent(
        name, each -> FileDigests.in(machinery.store().layout().hashes().resolve(each)));
  }

  @Override
  public synchronized void close() {
    try {
      saveDigests();
    } catch (IOException e) {
      // What cannot be remembered is hashed again; the build's own result is not in danger.
    } finally {
      remote.close();
    }
  }

  private void saveDigests() throws IOException {
    Store store = machinery.store();
    Files.createDirectories(store.layout().hashes());
    for (FileDigests each : digests.values()) {
      each.save(store.temporaryPath());
    }
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(store.layout().hashes())) {
      found.forEach(files::add);
    }
    if (files.size() > MOST_DIGEST_FILES) {
      files.sort(Comparator.comparing(OpenedContexts::lastUse));
      for (Path file : files.subList(0, files.size() - MOST_DIGEST_FILES)) {
        Files.deleteIfExists(file);
      }
    }
  }

  private static FileTime lastUse(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      return FileTime.fromMillis(0);
    }
  }
}
