package io.grampus.build;

import io.grampus.os.GrampusException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The bytes of a Dockerfile, and what errors call it. */
final class LoadedDockerfile {
  private static final long LARGEST = 16L << 20;

  private final String name;
  private final byte[] bytes;

  private LoadedDockerfile(String name, byte[] bytes) {
    this.name = name;
    this.bytes = bytes;
  }

  /** What errors call it. */
  String name() {
    return name;
  }

  /** All of it; not to be changed. */
  byte[] bytes() {
    return bytes;
  }

  /** The bytes as text, with a replacement character for what is no UTF-8. */
  String text() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /**
   * Reads the Dockerfile that a request names.
   *
   * @throws GrampusException {@code dockerfile-not-found}, {@code dockerfile-unreadable}
   */
  static LoadedDockerfile read(BuildRequest request) {
    return request.dockerfile() instanceof DockerfileSource.File file
        ? read(file.path())
        : of((DockerfileSource.Text) request.dockerfile());
  }

  /**
   * The same, told as a vertex of a build.
   *
   * @throws GrampusException {@code dockerfile-not-found}, {@code dockerfile-unreadable}
   */
  static LoadedDockerfile read(BuildRequest request, BuildEvents events) {
    DockerfileSource source = request.dockerfile();
    if (source instanceof DockerfileSource.Text text) {
      return of(text);
    }
    Path path = ((DockerfileSource.File) source).path();
    Vertex vertex =
        events.start(
            VertexKind.LOAD, null, "[internal] load build definition from " + path.getFileName());
    try {
      LoadedDockerfile loaded = read(path);
      vertex.finish();
      return loaded;
    } catch (GrampusException e) {
      vertex.fail(String.valueOf(e.getMessage()));
      throw e;
    }
  }

  private static LoadedDockerfile of(DockerfileSource.Text text) {
    return new LoadedDockerfile(text.name(), text.text().getBytes(StandardCharsets.UTF_8));
  }

  private static LoadedDockerfile read(Path path) {
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
      return new LoadedDockerfile(path.getFileName().toString(), Files.readAllBytes(path));
    } catch (NoSuchFileException e) {
      throw new GrampusException(
          "dockerfile-not-found",
          "there is no Dockerfile at " + path,
          "name it with -f, or name another context",
          e);
    } catch (IOException e) {
      throw new GrampusException(
          "dockerfile-unreadable", "cannot read " + path + ": " + e.getMessage(), null, e);
    }
  }
}
