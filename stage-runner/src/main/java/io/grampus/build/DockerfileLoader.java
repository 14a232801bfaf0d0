package io.grampus.build;

import io.grampus.build.copy.CopySource;
import io.grampus.build.snapshot.StoreFiles;
import io.grampus.os.GrampusException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the Dockerfile from where a request says that it is. */
final class DockerfileLoader {
  private static final int LARGEST = 16 << 20;
  private static final String USUAL_NAME = "Dockerfile";
  private static final String LOWER_NAME = "dockerfile";

  private final StoreFiles files;
  private final OpenedContexts contexts;
  private final BuildEvents events;

  DockerfileLoader(StoreFiles files, OpenedContexts contexts, BuildEvents events) {
    this.files = files;
    this.contexts = contexts;
    this.events = events;
  }

  /**
   * Reads it.
   *
   * @throws GrampusException {@code dockerfile-not-found}, {@code dockerfile-unreadable}, {@code
   *     dockerfile-ambiguous}
   */
  LoadedDockerfile load(DockerfileSource source) {
    if (source instanceof DockerfileSource.Text text) {
      return new LoadedDockerfile(text.name(), text.text().toByteArray());
    }
    Optional<byte[]> only = contexts.onlyDockerfile();
    if (only.isPresent()) {
      if (!source.equals(DockerfileSource.InContext.USUAL)) {
        throw new GrampusException(
            "dockerfile-ambiguous",
            "the context is a Dockerfile, and another one is named besides",
            "leave out -f, or give an archive as the context");
      }
      return new LoadedDockerfile(USUAL_NAME, only.get());
    }
    String name =
        source instanceof DockerfileSource.File file
            ? String.valueOf(file.path().getFileName())
            : ((DockerfileSource.InContext) source).path();
    Vertex vertex =
        events.start(VertexKind.LOAD, null, "[internal] load build definition from " + name);
    try {
      LoadedDockerfile loaded = new LoadedDockerfile(name, read(source));
      vertex.finish();
      return loaded;
    } catch (GrampusException e) {
      vertex.fail(String.valueOf(e.getMessage()));
      throw e;
    }
  }

  private byte[] read(DockerfileSource source) {
    return source instanceof DockerfileSource.File file
        ? read(present(file.path()))
        : readInContext(((DockerfileSource.InContext) source).path());
  }

  /** Some write the usual name in lower case, and BuildKit finds that, too. */
  private static Path present(Path path) {
    Path lower = path.resolveSibling(LOWER_NAME);
    boolean isLower = path.endsWith(USUAL_NAME) && !Files.exists(path) && Files.exists(lower);
    return isLower ? lower : path;
  }

  /** A link in a context that others made must not lead out of it. */
  private byte[] readInContext(String path) {
    try (CopySource context = contexts.main().open(files)) {
      Optional<byte[]> found = context.read(path, LARGEST);
      if (found.isEmpty() && path.equals(USUAL_NAME)) {
        found = context.read(LOWER_NAME, LARGEST);
      }
      return found.orElseThrow(() -> notFound(path + " in the context", null));
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  private static byte[] read(Path path) {
    try {
      if (Files.isDirectory(path)) {
        throw new GrampusException(
            "dockerfile-unreadable", path + " is a directory", "name the file with -f");
      }
      if (Files.size(path) > LARGEST) {
        throw new GrampusException(
            "dockerfile-unreadable",
            path + " is larger than " + (LARGEST >> 20) + " MiB",
            "is it a Dockerfile?");
      }
      return Files.readAllBytes(path);
    } catch (NoSuchFileException e) {
      throw notFound(path.toString(), e);
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  private static GrampusException unreadable(Object path, IOException cause) {
    String reason =
        cause instanceof AccessDeniedException
            ? "permission denied"
            : String.valueOf(cause.getMessage());
    return new GrampusException(
        "dockerfile-unreadable",
        "cannot read " + path + ": " + reason,
        "make sure that you may read it, or name another file with -f",
        cause);
  }

  private static GrampusException notFound(String place, @Nullable Throwable cause) {
    return new GrampusException(
        "dockerfile-not-found",
        "there is no Dockerfile at " + place,
        "name it with -f, or name another context",
        cause);
  }
}
