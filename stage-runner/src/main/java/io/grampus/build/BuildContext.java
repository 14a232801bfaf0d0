package io.grampus.build;

import io.grampus.build.pattern.IgnoreRules;
import io.grampus.build.pattern.PatternException;
import io.grampus.os.GrampusException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The folder whose files COPY and ADD see.
 *
 * @param directory absolute
 * @param ignored the rules of its {@code .dockerignore}, or of the Dockerfile's own
 */
record BuildContext(Path directory, IgnoreRules ignored) {
  private static final String SUFFIX = ".dockerignore";

  /**
   * Opens the context of a request.
   *
   * @throws GrampusException {@code context-not-found}, {@code dockerignore-unreadable}
   */
  static BuildContext of(BuildRequest request) {
    Path directory = request.context().toAbsolutePath().normalize();
    if (!Files.isDirectory(directory)) {
      throw new GrampusException(
          "context-not-found",
          "the build context " + request.context() + " is not a directory",
          "name the directory with the files to copy, for example .");
    }
    Path file = ignoreFile(request, directory);
    try {
      return new BuildContext(directory, IgnoreRules.parse(Files.readAllBytes(file)));
    } catch (PatternException e) {
      throw e.in(String.valueOf(file.getFileName()));
    } catch (NoSuchFileException e) {
      return new BuildContext(directory, IgnoreRules.none());
    } catch (IOException e) {
      throw new GrampusException(
          "dockerignore-unreadable", "cannot read " + file + ": " + e.getMessage(), null, e);
    }
  }

  /** A Dockerfile's own file, {@code NAME.dockerignore} beside it, goes before the context's. */
  private static Path ignoreFile(BuildRequest request, Path directory) {
    if (request.dockerfile() instanceof DockerfileSource.File file) {
      Path own = file.path().resolveSibling(file.path().getFileName() + SUFFIX);
      if (Files.exists(own)) {
        return own;
      }
    }
    return directory.resolve(SUFFIX);
  }
}
